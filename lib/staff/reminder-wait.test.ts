import { expect, it } from "vitest";
import { queueTabs, stepKeys } from "@/lib/vocabulary";
import { waitOf } from "./reminder-wait";

const row = {
  tab: "waiting_firm",
  step: "connect",
  since: new Date("2026-11-03T02:00:00Z"),
  status: "not_connected",
  reason: "never_connected",
  actor: "firm",
} as const;
const zone = "America/New_York";

it("a step waits on whom the queue says, since the day where the agency is", () => {
  expect(waitOf(row, zone)).toEqual({ step: "connect", on: "firm", since: "2026-11-02" });
  expect(waitOf({ ...row, tab: "needs_us" }, zone)?.on).toBe("agency");
  for (const step of stepKeys) expect(waitOf({ ...row, step }, zone)?.step).toBe(step);
});

it("nobody is reminded where nothing waits for a person", () => {
  const others = queueTabs.filter((tab) => tab !== "waiting_firm" && tab !== "needs_us");
  for (const tab of others) expect(waitOf({ ...row, tab }, zone)).toBeNull();
  expect(waitOf({ ...row, step: null }, zone)).toBeNull();
  expect(waitOf({ ...row, tab: "needs_us", step: null }, zone)).toBeNull();
});

it("what has mails of its own is not told twice", () => {
  expect(waitOf({ ...row, status: "access_ended", reason: "revoked" }, zone)).toBeNull();
  const refused = { ...row, status: "needs_attention" } as const;
  for (const reason of [
    "permission_missing",
    "keys_refused",
    "plan_suspected",
    "reauthorization_due",
  ] as const) {
    expect(waitOf({ ...refused, reason }, zone)).toBeNull();
  }
  expect(waitOf({ ...refused, reason: "confirm_account" }, zone)?.on).toBe("firm");
});
