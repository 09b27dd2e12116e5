import { addDays, businessDaysSince, startOfDay, type Day } from "@/lib/settings/rules";
import type { Route, StepKey } from "@/lib/vocabulary";

/** After how many business days who is written to about a step that waits; null: never. */
export type ReminderRule = {
  contactAfterDays: number | null;
  secondContactAfterDays: number | null;
  ownerAfterDays: number | null;
};

/** Whom the reminders of one step go to, one after the other; who was written to last is the level. */
export const reminderLevels = ["contact", "second_contact", "owner"] as const;
export type ReminderLevel = (typeof reminderLevels)[number];

/** Mails go out in the morning: hours after midnight in the agency's time zone. */
const MORNING_HOURS = 9;
export const MOST_REMINDER_DAYS = 60;

const firmsStep: ReminderRule = {
  contactAfterDays: 2,
  secondContactAfterDays: 5,
  ownerAfterDays: 8,
};
const longStep: ReminderRule = {
  contactAfterDays: 3,
  secondContactAfterDays: 7,
  ownerAfterDays: 10,
};
const ourStep: ReminderRule = {
  contactAfterDays: null,
  secondContactAfterDays: null,
  ownerAfterDays: 2,
};

/** What holds while staff have said nothing else. */
export const firstReminderRules: Record<StepKey, ReminderRule> = {
  plan: firmsStep,
  agency_application: ourStep,
  developer_account: longStep,
  application: longStep,
  credentials: firmsStep,
  connect: firmsStep,
  permissions: firmsStep,
  live: ourStep,
};

export type StoredRule = ReminderRule & { route: Route; step: StepKey; version: number };

/** The rule of a step on a route: what staff said, else the house's own. */
export function reminderRuleOf(
  stored: readonly StoredRule[],
  of: { route: Route; step: StepKey },
): ReminderRule & { version: number } {
  const found = stored.find(({ route, step }) => route === of.route && step === of.step);
  return found ?? { ...firstReminderRules[of.step], version: 0 };
}

/** What is wrong with a rule, by field; nothing when it can be kept. */
export function ruleProblems(rule: ReminderRule): Partial<Record<keyof ReminderRule, string>> {
  const { contactAfterDays: first, secondContactAfterDays: second, ownerAfterDays: owner } = rule;
  const problems: Partial<Record<keyof ReminderRule, string>> = {};
  if (second !== null && first !== null && second <= first) {
    problems.secondContactAfterDays = "The second contact is written to after the main contact.";
  }
  const latest = Math.max(first ?? 0, second ?? 0);
  if (owner !== null && owner <= latest) {
    problems.ownerAfterDays = "The owner is written to after the firm’s people.";
  }
  return problems;
}

/** What a firm waits at: the step, on whom, and since which day. */
export type Wait = { step: StepKey; on: "firm" | "agency"; since: Day };

/** How far the reminders of a step are, as `queue_rows` keeps it. */
export type ReminderState = {
  step: StepKey | null;
  since: Day | null;
  /** So many of `reminderLevels` are done, or were passed over. */
  level: number;
  /** When the next one is due; null: none any more. */
  dueAt: Date | null;
};

export type ReminderFacts = {
  wait: Wait | null;
  /** As it was stored before. */
  before: Pick<ReminderState, "step" | "since" | "level">;
  rule: ReminderRule;
  hasSecondContact: boolean;
  pausedUntil: Date | null;
  holidays: readonly Day[];
  timeZone: string;
};

const NO_REMINDERS: ReminderState = { step: null, since: null, level: 0, dueAt: null };

/**
 * Where the reminders of a firm stand: a new step, or the same one that waits anew, begins from the
 * first level; what was sent stays sent.
 */
export function reminderState(facts: ReminderFacts): ReminderState {
  const { wait, before } = facts;
  if (!wait) return NO_REMINDERS;
  const isSame = before.step === wait.step && before.since !== null && before.since >= wait.since;
  // The day may move back when somebody corrects a fact; what was sent is not sent again for it.
  const level = isSame ? before.level : 0;
  const next = nextLevel({ ...facts, wait }, level);
  return {
    step: wait.step,
    since: wait.since,
    level,
    dueAt: next && notBefore(next.dueAt, facts.pausedUntil),
  };
}

/** The first level after `level` that anybody is written to at, and when; null: none is left. */
export function nextLevel(
  facts: Omit<ReminderFacts, "before" | "wait"> & { wait: Wait },
  level: number,
): { level: ReminderLevel; done: number; dueAt: Date } | null {
  const { wait, holidays, timeZone } = facts;
  const days = daysOf(facts);
  for (const [index, name] of reminderLevels.entries()) {
    const after = days[name];
    if (index < level || after === null) continue;
    const day = businessDayAfter(wait.since, after, holidays);
    return { level: name, done: index + 1, dueAt: morningOf(day, timeZone) };
  }
  return null;
}

/** Who is written to after how many days. While it waits for us that is the owner alone, as early as anybody. */
function daysOf({
  wait,
  rule,
  hasSecondContact,
}: Pick<ReminderFacts, "rule" | "hasSecondContact"> & { wait: Wait }): Record<
  ReminderLevel,
  number | null
> {
  const { contactAfterDays, secondContactAfterDays, ownerAfterDays } = rule;
  if (wait.on === "agency") {
    return { contact: null, second_contact: null, owner: contactAfterDays ?? ownerAfterDays };
  }
  return {
    contact: contactAfterDays,
    second_contact: hasSecondContact ? secondContactAfterDays : null,
    owner: ownerAfterDays,
  };
}

/** The first day that is so many business days after another one. */
export function businessDayAfter(from: Day, days: number, holidays: readonly Day[]): Day {
  let day = from;
  for (let left = days; left > 0;) {
    const next = addDays(day, 1);
    left -= businessDaysSince(day, next, holidays);
    day = next;
  }
  return day;
}

function morningOf(day: Day, timeZone: string): Date {
  return new Date(startOfDay(day, timeZone).getTime() + MORNING_HOURS * 60 * 60 * 1000);
}

function notBefore(at: Date, earliest: Date | null): Date {
  return earliest && earliest > at ? earliest : at;
}
