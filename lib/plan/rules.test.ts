import { expect, it } from "vitest";
import { PLAN_NOT_SURE, apiAccesses } from "@/lib/vocabulary";
import { choosable, knownAsOf, planCode, planVerdict } from "./rules";

const confirmedAt = new Date("2026-11-01T10:00:00Z");

it("Clio's own evidence wins over any answer, and an answer over none", () => {
  for (const answer of [null, PLAN_NOT_SURE, "core"]) {
    for (const apiAccess of [null, ...apiAccesses]) {
      expect(planVerdict({ answer, apiAccess, confirmedAt })).toBe("confirmed");
    }
  }
  expect(planVerdict({ answer: null, apiAccess: null, confirmedAt: null })).toBe("unanswered");
  expect(planVerdict({ answer: PLAN_NOT_SURE, apiAccess: null, confirmedAt: null })).toBe(
    "not_sure",
  );
});

it.each([
  ["yes", "has_access"],
  ["no", "no_access"],
  ["unknown", "not_sure"],
] as const)("a plan with access %s makes %s", (apiAccess, verdict) => {
  expect(planVerdict({ answer: "core", apiAccess, confirmedAt: null })).toBe(verdict);
});

it.each([
  ["EasyStart", "easystart"],
  ["  Clio Suite: Élite+ ", "clio_suite_elite"],
  ["Core 2027", "core_2027"],
  ["x".repeat(60), "x".repeat(40)],
  ["…", null],
  ["Not sure", null],
])("%s gets the code %s", (name, code) => {
  expect(planCode(name)).toBe(code);
});

it("offers what is sold, and what the firm named before", () => {
  const plans = [
    { code: "core", isRetired: false },
    { code: "starter", isRetired: true },
  ];
  expect(choosable(plans, null).map(({ code }) => code)).toEqual(["core"]);
  expect(choosable(plans, "starter").map(({ code }) => code)).toEqual(["core", "starter"]);
});

it("knows them all as of the earliest day", () => {
  expect(knownAsOf([{ asOf: "2026-11-02" }, { asOf: "2026-09-30" }])).toBe("2026-09-30");
  expect(knownAsOf([])).toBeNull();
});
