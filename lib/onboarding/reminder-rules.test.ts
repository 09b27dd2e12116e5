import { describe, expect, it } from "vitest";
import { routes, stepKeys } from "@/lib/vocabulary";
import {
  businessDayAfter,
  firstReminderRules,
  nextLevel,
  reminderRuleOf,
  reminderState,
  ruleProblems,
  type ReminderFacts,
} from "./reminder-rules";

// 2 November 2026 is a Monday.
const facts = (more: Partial<ReminderFacts> = {}): ReminderFacts => ({
  wait: { step: "credentials", on: "firm", since: "2026-11-02" },
  before: { step: "credentials", since: "2026-11-02", level: 0 },
  rule: { contactAfterDays: 2, secondContactAfterDays: 5, ownerAfterDays: 8 },
  hasSecondContact: true,
  pausedUntil: null,
  holidays: [],
  timeZone: "America/New_York",
  ...more,
});
const dueOf = (more: Partial<ReminderFacts> = {}) =>
  reminderState(facts(more)).dueAt?.toISOString() ?? null;

describe("a step that waits for the firm", () => {
  it.each([
    [0, "2026-11-04T14:00:00.000Z"],
    [1, "2026-11-09T14:00:00.000Z"],
    [2, "2026-11-12T14:00:00.000Z"],
    [3, null],
  ])("with %i levels done, the next is due %s", (level, due) => {
    expect(dueOf({ before: { step: "credentials", since: "2026-11-02", level } })).toBe(due);
  });

  it("goes to the main contact, then to the second one, then to the owner", () => {
    const wait = { step: "credentials", on: "firm", since: "2026-11-02" } as const;
    const levels = [0, 1, 2, 3].map((level) => nextLevel({ ...facts(), wait }, level)?.level);
    expect(levels).toEqual(["contact", "second_contact", "owner", undefined]);
  });

  it("passes over a second contact that there is not, and what the rule leaves out", () => {
    const before = { step: "credentials", since: "2026-11-02", level: 1 } as const;
    expect(dueOf({ before, hasSecondContact: false })).toBe("2026-11-12T14:00:00.000Z");
    const rule = { contactAfterDays: null, secondContactAfterDays: null, ownerAfterDays: null };
    expect(dueOf({ rule })).toBeNull();
    expect(dueOf({ rule: { ...rule, ownerAfterDays: 1 } })).toBe("2026-11-03T14:00:00.000Z");
  });

  it("counts no days on which the agency does not work", () => {
    expect(dueOf({ holidays: ["2026-11-03", "2026-11-04"] })).toBe("2026-11-06T14:00:00.000Z");
    const wait = { step: "credentials", on: "firm", since: "2026-11-06" } as const;
    expect(dueOf({ wait })).toBe("2026-11-10T14:00:00.000Z");
  });

  it("waits for the end of a pause, and is not earlier for one that is over", () => {
    const until = new Date("2026-12-01T05:00:00Z");
    expect(dueOf({ pausedUntil: until })).toBe(until.toISOString());
    expect(dueOf({ pausedUntil: new Date("2026-11-01T00:00:00Z") })).toBe(
      "2026-11-04T14:00:00.000Z",
    );
  });
});

describe("a step that waits for us", () => {
  const wait = { step: "credentials", on: "agency", since: "2026-11-02" } as const;
  it("mails the owner alone, as early as the firm would be", () => {
    expect(nextLevel({ ...facts(), wait }, 0)).toEqual({
      level: "owner",
      done: 3,
      dueAt: new Date("2026-11-04T14:00:00Z"),
    });
    expect(nextLevel({ ...facts(), wait }, 3)).toBeNull();
  });
  it("takes the owner's days where the firm has none", () => {
    const rule = { contactAfterDays: null, secondContactAfterDays: null, ownerAfterDays: 1 };
    expect(dueOf({ wait, rule })).toBe("2026-11-03T14:00:00.000Z");
  });
});

describe("a new wait", () => {
  it("begins from the first level with another step, or with the same one that waits anew", () => {
    const before = { step: "credentials", since: "2026-11-02", level: 2 } as const;
    const connect = { step: "connect", on: "firm", since: "2026-11-02" } as const;
    expect(reminderState(facts({ before, wait: connect }))).toMatchObject({
      step: "connect",
      level: 0,
    });
    const again = { step: "credentials", on: "firm", since: "2026-11-20" } as const;
    expect(reminderState(facts({ before, wait: again }))).toMatchObject({
      level: 0,
      since: "2026-11-20",
    });
  });
  it("is none when only the day was corrected to an earlier one", () => {
    const before = { step: "credentials", since: "2026-11-05", level: 1 } as const;
    expect(reminderState(facts({ before }))).toMatchObject({ level: 1, since: "2026-11-02" });
  });
  it("ends with the waiting", () => {
    const nothing = { step: null, since: null, level: 0, dueAt: null };
    expect(reminderState(facts({ wait: null }))).toEqual(nothing);
  });
});

describe("rules", () => {
  it("are the house's own until staff say something else", () => {
    for (const route of routes) {
      for (const step of stepKeys) {
        expect(reminderRuleOf([], { route, step })).toEqual({
          ...firstReminderRules[step],
          version: 0,
        });
        expect(ruleProblems(firstReminderRules[step])).toEqual({});
      }
    }
    const own = {
      route: "agency",
      step: "plan",
      contactAfterDays: 1,
      secondContactAfterDays: null,
      ownerAfterDays: 3,
      version: 4,
    } as const;
    expect(reminderRuleOf([own], { route: "agency", step: "plan" })).toBe(own);
    expect(reminderRuleOf([own], { route: "firm_private", step: "plan" }).version).toBe(0);
  });

  it.each([
    [2, 2, 8, ["secondContactAfterDays"]],
    [2, 5, 5, ["ownerAfterDays"]],
    [5, 3, 4, ["secondContactAfterDays", "ownerAfterDays"]],
    [null, 1, 2, []],
    [null, null, 1, []],
    [3, null, null, []],
    [null, null, null, []],
  ])("after %s, %s and %s days: wrong are %j", (contact, second, owner, wrong) => {
    const rule = {
      contactAfterDays: contact,
      secondContactAfterDays: second,
      ownerAfterDays: owner,
    };
    expect(Object.keys(ruleProblems(rule))).toEqual(wrong);
  });

  it.each([
    ["2026-11-06", 1, "2026-11-09"],
    ["2026-11-07", 1, "2026-11-09"],
    ["2026-11-02", 5, "2026-11-09"],
    ["2026-12-23", 2, "2026-12-28"],
  ])("%s and %i business days make %s", (from, days, day) => {
    expect(businessDayAfter(from, days, ["2026-12-25"])).toBe(day);
  });
});
