import { expect, it } from "vitest";
import type { StepView } from "@/lib/onboarding/rules";
import type { StepKey, StepState } from "@/lib/vocabulary";
import { sayNext } from "./phone-rules";

const step = (key: StepKey, state: StepState, title = "Connect Clio"): StepView => ({
  key,
  group: "Connect",
  title,
  hint: "The hint.",
  state,
  since: null,
  href: null,
});
const say = (
  steps: StepView[],
  more: { next?: StepView; isLive?: boolean; region?: "eu" | null } = {},
) => {
  const { next = null, isLive = false, region = null } = more;
  return sayNext({ steps, next, isLive }, { agencyName: "AcuCoders", region });
};

it("names the step that can be done, and where Clio is", () => {
  const next = step("connect", "not_started");
  expect(say([next], { next, region: "eu" })).toEqual({
    step: "connect",
    sentence:
      "Please open “Connect Clio”. The hint. Sign in at eu.app.clio.com as an administrator first.",
  });
  const plan = step("plan", "problem", "Check your Clio plan");
  expect(say([plan], { next: plan, region: "eu" }).sentence).toBe(
    "Please open “Check your Clio plan”. The hint.",
  );
});

it("asks nothing while we check", () => {
  const next = step("permissions", "in_progress");
  expect(say([next], { next }).sentence).toBe("There is nothing for you to do. The hint.");
});

it.each([
  ["waiting_us", "AcuCoders"],
  ["waiting_clio", "Clio"],
] as const)("says on whom it waits: %s", (state, who) => {
  const one = step("agency_application", state, "We register the application");
  expect(say([one])).toEqual({
    step: "agency_application",
    sentence: `You have done your part; “We register the application” waits for ${who}. The hint.`,
  });
});

it("says when all is done", () => {
  const steps = [step("connect", "completed")];
  expect(say(steps).sentence).toMatch(/^Everything is done\. /);
  expect(say(steps, { isLive: true }).sentence).toMatch(/switched on/);
});
