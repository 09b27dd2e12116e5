import { describe, expect, it } from "vitest";
import { stepWords, type StepView } from "@/lib/onboarding/rules";
import { stepKeys, stepStates, type StepKey, type StepState } from "@/lib/vocabulary";
import { whatToRemindOf, type RemindFacts } from "./remind-rules";

const now = new Date("2026-06-03T12:00:00Z");
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const step = (key: StepKey, state: StepState): StepView => {
  const { group, title, href } = stepWords[key];
  return { key, group, title, hint: "", state, since: null, href };
};
const decide = (more: Partial<RemindFacts>) => {
  const facts: RemindFacts = {
    steps: [],
    next: step("connect", "not_started"),
    contactName: "Ada Moss",
    isClosed: false,
    pausedUntil: null,
    lastNoticeAt: null,
    timeZone: "America/New_York",
    ...more,
  };
  const decision = whatToRemindOf(facts, now);
  return decision.step ? decision.step.key : decision.why;
};

describe("whom staff may remind", () => {
  it.each(stepKeys)("a firm whose next step is %s, unless we look at it ourselves", (key) => {
    for (const state of stepStates) {
      const next = step(key, state);
      const isOurs = key === "permissions" && state === "in_progress";
      expect(decide({ next })).toBe(isOurs ? "Nothing waits for the firm." : key);
    }
  });

  it.each<[string, Partial<RemindFacts>, string]>([
    ["a closed firm", { isClosed: true }, "This firm is closed."],
    [
      "a pause, by its last day in the agency's zone",
      { pausedUntil: new Date("2026-06-06T04:00:00Z") },
      "Reminders of this firm are paused until 5 June 2026.",
    ],
    ["a pause that is over", { pausedUntil: hoursAgo(0) }, "connect"],
    [
      "a step of ours",
      { next: null, steps: [step("live", "waiting_us")] },
      "It waits for us, not for the firm.",
    ],
    [
      "a step of Clio's",
      { next: null, steps: [step("connect", "waiting_clio")] },
      "It waits for Clio, not for the firm.",
    ],
    [
      "nothing to do",
      { next: null, steps: [step("live", "completed")] },
      "Nothing waits for the firm.",
    ],
    [
      "a notice an hour ago",
      { lastNoticeAt: hoursAgo(1) },
      "Ada Moss had a notice about this firm less than a day ago.",
    ],
    [
      "a notice that waits",
      { lastNoticeAt: hoursAgo(-1) },
      "Ada Moss gets another notice about this firm soon.",
    ],
    ["a notice a day ago", { lastNoticeAt: hoursAgo(24) }, "connect"],
    // The firm's own reason comes before the rhythm's.
    [
      "a pause and a notice",
      { pausedUntil: hoursAgo(-1), lastNoticeAt: hoursAgo(1) },
      "Reminders of this firm are paused until 3 June 2026.",
    ],
  ])("%s", (_, facts, expected) => {
    expect(decide(facts)).toBe(expected);
  });
});
