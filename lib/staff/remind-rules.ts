import type { StepView } from "@/lib/onboarding/rules";
import { NOTICE_PAUSE_MS } from "@/lib/mail/notice-rules";
import { dayInWords, dayOf } from "@/lib/settings/rules";

export type RemindFacts = {
  /** The firm's checklist. */
  steps: readonly StepView[];
  next: StepView | null;
  contactName: string;
  isClosed: boolean;
  pausedUntil: Date | null;
  /** When the main contact's newest notice about the firm went, or will go. */
  lastNoticeAt: Date | null;
  timeZone: string;
};

/** The step to remind of, or why nobody is reminded. */
export type RemindDecision = { step: StepView } | { step: null; why: string };

/** Whether staff may have the main contact reminded now: of the firm's own step, once a day, unless paused. */
export function whatToRemindOf(facts: RemindFacts, now: Date): RemindDecision {
  const { pausedUntil, lastNoticeAt, timeZone, contactName } = facts;
  if (facts.isClosed) return not("This firm is closed.");
  if (pausedUntil && pausedUntil > now) {
    const day = dayOf(new Date(pausedUntil.getTime() - 1), timeZone);
    return not(`Reminders of this firm are paused until ${dayInWords(day)}.`);
  }
  const step = waitingStep(facts);
  if (!step) return not(whyNoStep(facts.steps));
  if (lastNoticeAt && now.getTime() - lastNoticeAt.getTime() < NOTICE_PAUSE_MS) {
    return not(
      lastNoticeAt > now
        ? `${contactName} gets another notice about this firm soon.`
        : `${contactName} had a notice about this firm less than a day ago.`,
    );
  }
  return { step };
}

const not = (why: string): RemindDecision => ({ step: null, why });

/** The step at which the firm itself has something to do. */
function waitingStep({ next }: RemindFacts): StepView | null {
  // While we look at the permissions there is nothing for the firm to do.
  return next?.key === "permissions" && next.state === "in_progress" ? null : next;
}

function whyNoStep(steps: readonly StepView[]): string {
  if (steps.some(({ state }) => state === "waiting_us"))
    return "It waits for us, not for the firm.";
  if (steps.some(({ state }) => state === "waiting_clio")) {
    return "It waits for Clio, not for the firm.";
  }
  return "Nothing waits for the firm.";
}
