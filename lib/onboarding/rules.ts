import type { PlanVerdict } from "@/lib/plan/rules";
import { addDays, businessDaysSince, daysBetween, type Day } from "@/lib/settings/rules";
import type {
  ConnectionStatus,
  KeyCheck,
  Route,
  StatusReason,
  StepKey,
  StepState,
} from "@/lib/vocabulary";

/** Clio's free trial lasts seven days (docs/clio.md, "Developer account and application"). */
export const TRIAL_DAYS = 7;
/** The trial's end is shown from this day on; the day it began is day 0. */
export const TRIAL_SHOWN_FROM_DAY = 4;
export const TRIAL_STAFF_TOLD_ON_DAY = 6;
/** After so many business days without a word, it is time to write to Clio. */
export const CONVERSION_PATIENCE_DAYS = 3;
/** Staff are warned so long before an override of "live" ends. */
export const OVERRIDE_WARNING_DAYS = 3;

export type DeveloperFacts = {
  email: string | null;
  trialStartedOn: Day | null;
  trialEndsOn: Day | null;
  appliedOn: Day | null;
  approvedOn: Day | null;
  askedClioOn: Day | null;
};

export type ChecklistFacts = {
  route: Route;
  plan: PlanVerdict;
  /** The plan that the firm named, if any. */
  planName: string | null;
  hasRegion: boolean;
  developer: DeveloperFacts;
  /** The firm's own application. */
  registeredAt: Date | null;
  keysStoredAt: Date | null;
  keyCheck: KeyCheck;
  /** The same client ID is at another firm, and staff have not looked yet. */
  isUnderReview: boolean;
  /** The keys belong to another region than the firm's, and nobody has said which is right. */
  isOfOtherRegion: boolean;
  /** The agency's application for the firm's integration and region is proven. */
  hasAgencyApplication: boolean;
  /** Since when the firm waits for that. */
  waitsForAgencySince: Day;
  /** An active grant, whose account is settled. */
  isConnected: boolean;
  /** A question about the account waits for the firm, whatever is connected meanwhile. */
  hasQuestion: boolean;
  /** What was added and waits to be allowed, and from when on it is needed; null when nothing does. */
  newSentence: string | null;
  status: ConnectionStatus;
  reason: StatusReason;
  statusSince: Day;
  liveAt: Date | null;
  /** End of an override. */
  liveUntil: Date | null;
  /** Today in the agency's time zone, and the days on which it does not work. */
  today: Day;
  holidays: readonly Day[];
};

export type StepView = {
  key: StepKey;
  group: "Before you start" | "Set up in Clio" | "Connect" | "Live";
  /** Starts with a verb, unless it is ours to do. */
  title: string;
  hint: string;
  state: StepState;
  /** For a step that waits: since which day. */
  since: Day | null;
  /** Null while the step cannot start, and for what has no page. */
  href: string | null;
};

export type ChecklistView = {
  steps: StepView[];
  /** The next thing that can be done, if anything. */
  next: StepView | null;
  done: number;
  total: number;
  minutesLeft: number;
  /** The same sentence in the banner, the list and mails; null when nothing is wrong. */
  problem: string | null;
  isLive: boolean;
};

/** The steps of each route, in their order. */
export const stepsOf: Record<Route, StepKey[]> = {
  agency: ["plan", "agency_application", "connect", "permissions", "live"],
  firm_private: ["plan", "application", "credentials", "connect", "permissions", "live"],
  firm_developer: [
    "plan",
    "developer_account",
    "application",
    "credentials",
    "connect",
    "permissions",
    "live",
  ],
};

type StepWords = Pick<StepView, "group" | "title"> & { href: string | null; minutes: number };
export const stepWords: Record<StepKey, StepWords> = {
  plan: {
    group: "Before you start",
    title: "Check your Clio plan",
    href: "/onboarding/plan",
    minutes: 2,
  },
  agency_application: {
    group: "Set up in Clio",
    title: "We register the application",
    href: null,
    minutes: 0,
  },
  developer_account: {
    group: "Set up in Clio",
    title: "Get a developer account",
    href: "/onboarding/developer-account",
    minutes: 5,
  },
  application: {
    group: "Set up in Clio",
    title: "Register the application",
    href: "/onboarding/application",
    minutes: 10,
  },
  credentials: {
    group: "Set up in Clio",
    title: "Send us the keys",
    href: "/onboarding/credentials",
    minutes: 3,
  },
  connect: { group: "Connect", title: "Connect Clio", href: "/onboarding/connect", minutes: 4 },
  permissions: {
    group: "Connect",
    title: "Check permissions",
    href: "/onboarding/status",
    minutes: 1,
  },
  live: { group: "Live", title: "Go live", href: null, minutes: 0 },
};

type Step = { state: StepState; hint: string; since?: Day };
const locked = (after: StepKey): Step => ({
  state: "locked",
  hint: `After “${stepWords[after].title}”`,
});

/** A step counts as passed when the next one may begin. */
const isPassed = (step: Step) => step.state === "completed" || step.state === "not_confirmed";

/** The firm's checklist from its facts, on its route. Pages, lists and mails call it. */
export function checklist(facts: ChecklistFacts, now: Date): ChecklistView {
  const found = findSteps(facts, now);
  const steps = stepsOf[facts.route].map((key): StepView => {
    const { state, hint, since = null } = found[key];
    const { group, title, href } = stepWords[key];
    return { key, group, title, hint, state, since, href: state === "locked" ? null : href };
  });
  const counted = steps.filter((step) => step.key !== "live");
  const open = counted.filter((step) => step.state !== "completed");
  const problem = counted.find((step) => step.state === "problem") ?? null;
  const startable = open.find((step) => step.state === "not_started");
  return {
    steps,
    next: problem ?? startable ?? open.find((step) => step.state === "in_progress") ?? null,
    done: counted.length - open.length,
    total: counted.length,
    minutesLeft: open.reduce((sum, { key, state }) => sum + minutesOf(key, state), 0),
    problem: problem?.hint ?? null,
    isLive: isLive(facts, now),
  };
}

function minutesOf(key: StepKey, state: StepState): number {
  return state === "waiting_clio" || state === "waiting_us" ? 0 : stepWords[key].minutes;
}

function findSteps(facts: ChecklistFacts, now: Date): Record<StepKey, Step> {
  const plan = planStep(facts);
  const isAgency = facts.route === "agency";
  const after = (previous: Step, key: StepKey, step: () => Step) =>
    isPassed(previous) ? step() : locked(key);
  const agencyApplication = agencyStep(facts);
  const developerAccount = after(plan, "plan", () => developerStep(facts));
  // A trial can register applications at once, so the developer account locks nothing.
  const application = after(plan, "plan", () => applicationStep(facts));
  const credentials = after(application, "application", () => credentialsStep(facts));
  const ready = isAgency ? agencyApplication : credentials;
  // What comes last before it is named as what it waits for.
  const connect =
    isPassed(ready) && !isPassed(plan)
      ? locked("plan")
      : after(ready, isAgency ? "agency_application" : "credentials", () => connectStep(facts));
  const permissions = facts.isConnected
    ? permissionsStep(facts)
    : after(connect, "connect", () => permissionsStep(facts));
  return {
    plan,
    agency_application: agencyApplication,
    developer_account: developerAccount,
    application,
    credentials,
    connect,
    permissions,
    live: liveStep(facts, permissions, now),
  };
}

function planStep(facts: ChecklistFacts): Step {
  if (facts.plan === "no_access") {
    return {
      state: "problem",
      hint: `${facts.planName ?? "Your plan"} has no access for integrations. Nothing can be connected before an upgrade.`,
    };
  }
  if (facts.plan === "unanswered" || !facts.hasRegion) {
    const hint = facts.hasRegion
      ? "Which plan does your firm have?"
      : "Which plan does your firm have, and in which region?";
    return { state: "not_started", hint };
  }
  const named = facts.planName ? `${facts.planName}, as you told us. ` : "";
  if (facts.plan === "confirmed") {
    return { state: "completed", hint: `${named}Confirmed by Clio.` };
  }
  if (facts.plan === "has_access") return { state: "completed", hint: named.trim() };
  return { state: "not_confirmed", hint: `${named}Not sure yet. Connecting will show it.` };
}

function agencyStep(facts: ChecklistFacts): Step {
  if (facts.hasAgencyApplication) {
    return { state: "completed", hint: "Done by us. There is nothing for you to do." };
  }
  return {
    state: "waiting_us",
    hint: "We prepare this for you and write to you when it is done.",
    since: facts.waitsForAgencySince,
  };
}

function developerStep({ developer, today, holidays }: ChecklistFacts): Step {
  if (developer.approvedOn) return { state: "completed", hint: "You told us that it is approved." };
  if (!developer.email) {
    return { state: "not_started", hint: "A free trial of Clio’s, which Clio then converts." };
  }
  if (!developer.appliedOn) {
    return {
      state: "in_progress",
      hint: "Apply to Clio for its conversion, during or after the trial.",
    };
  }
  const { isOverdue } = conversionWait(developer, today, holidays);
  return {
    state: "waiting_clio",
    hint: isOverdue
      ? "Clio has taken longer than usual. Open this step to write to Clio."
      : "Clio converts your account, usually within a few business days.",
    since: developer.appliedOn,
  };
}

function applicationStep(facts: ChecklistFacts): Step {
  if (facts.registeredAt) return { state: "completed", hint: "You told us that it is saved." };
  // Whoever has keys has an application, whatever was said about it.
  if (facts.keysStoredAt) return { state: "completed", hint: "You sent us its keys." };
  return { state: "not_started", hint: "Copy our values into a form in Clio." };
}

function credentialsStep(facts: ChecklistFacts): Step {
  if (facts.keyCheck === "refused") {
    return { state: "problem", hint: "Clio does not recognise the keys. Please send them again." };
  }
  if (!facts.keysStoredAt) {
    return { state: "not_started", hint: "Client ID and client secret, through a secure form." };
  }
  if (facts.isOfOtherRegion) {
    return { state: "problem", hint: "These keys belong to another region of Clio’s." };
  }
  if (facts.isUnderReview) {
    return { state: "waiting_us", hint: "Stored. We look at them ourselves before they are used." };
  }
  if (facts.keyCheck === "accepted") return { state: "completed", hint: "Clio accepts them." };
  return { state: "not_confirmed", hint: "Stored. Connecting will prove them." };
}

const connectProblems: Partial<Record<StatusReason, string>> = {
  confirm_account: "Please confirm which Clio account this is.",
  other_account: "This is a different Clio account. Please sign in to the right one.",
  account_unreadable: "We cannot see which Clio account this is.",
};

function connectStep(facts: ChecklistFacts): Step {
  if (facts.status === "access_ended") {
    return { state: "problem", hint: "Our access to Clio has ended. Please connect again." };
  }
  if (facts.isConnected && facts.hasQuestion) {
    return { state: "in_progress", hint: "Connected. A question about the account waits for you." };
  }
  if (facts.isConnected) return { state: "completed", hint: "Your Clio account is connected." };
  const problem = connectProblems[facts.reason];
  if (problem) return { state: "problem", hint: problem };
  if (facts.reason === "plan_suspected") {
    return { state: "problem", hint: "Clio refused everything. Please look at your plan first." };
  }
  if (facts.reason === "agency_confirms") {
    const hint = "We look at the account before it is used.";
    return { state: "waiting_us", hint, since: facts.statusSince };
  }
  if (facts.status === "checking") {
    const hint = "We have your permission and are checking the account.";
    return { state: "waiting_clio", hint, since: facts.statusSince };
  }
  return { state: "not_started", hint: "Allow our access in your firm’s Clio account." };
}

function permissionsStep(facts: ChecklistFacts): Step {
  if (facts.status === "working") {
    const hint = ["Every permission works.", facts.newSentence].filter(Boolean).join(" ");
    return { state: "completed", hint };
  }
  if (facts.reason === "reauthorization_due") {
    const sentence = facts.newSentence ?? "A permission was added.";
    return { state: "problem", hint: `${sentence} Please connect again to allow it.` };
  }
  if (facts.reason === "permission_missing") {
    return { state: "problem", hint: "A permission that we need is missing." };
  }
  if (facts.reason === "plan_suspected") {
    return { state: "problem", hint: "Clio refuses everything. Please look at your plan first." };
  }
  if (facts.reason === "clio_unavailable") {
    const hint = "Clio is not answering. We try again by ourselves.";
    return { state: "waiting_clio", hint, since: facts.statusSince };
  }
  if (facts.reason === "our_fault") {
    const hint = "Something is wrong on our side. We have been told.";
    return { state: "waiting_us", hint, since: facts.statusSince };
  }
  return { state: "in_progress", hint: "We are checking each permission." };
}

function liveStep(facts: ChecklistFacts, permissions: Step, now: Date): Step {
  if (isLive(facts, now)) return { state: "completed", hint: "Your integration is switched on." };
  if (permissions.state !== "completed") return locked("permissions");
  if (facts.route === "firm_developer" && !facts.developer.approvedOn) {
    return { state: "locked", hint: "After Clio has converted your developer account" };
  }
  return { state: "waiting_us", hint: "We switch your integration on and tell you." };
}

/** Live, and an override has not ended. Losing a permission does not end it. */
export function isLive(facts: { liveAt: Date | null; liveUntil: Date | null }, now: Date): boolean {
  return facts.liveAt !== null && (facts.liveUntil === null || now < facts.liveUntil);
}

/**
 * Whether a firm may go live without an override: plan, identity and permissions hold, and a
 * developer account is no trial any more. Names what is missing, for staff.
 */
export function liveGate(view: Pick<ChecklistView, "steps">): {
  isOpen: boolean;
  missing: string[];
} {
  const missing = view.steps
    .filter(({ key, state }) => {
      if (key === "live" || state === "completed") return false;
      // What was sent, or connected without being checked, is proven by the permissions.
      return key !== "credentials" && key !== "application";
    })
    .map(({ title }) => title);
  return { isOpen: missing.length === 0, missing };
}

export type TrialView = { day: number; endsOn: Day; isOver: boolean; isShown: boolean };

/** Where a trial stands; null when its beginning is not known or it was converted. */
export function trialOf(developer: DeveloperFacts, today: Day): TrialView | null {
  const { trialStartedOn, approvedOn } = developer;
  if (!trialStartedOn || approvedOn) return null;
  const endsOn = developer.trialEndsOn ?? addDays(trialStartedOn, TRIAL_DAYS);
  const day = daysBetween(trialStartedOn, today);
  return { day, endsOn, isOver: today > endsOn, isShown: day >= TRIAL_SHOWN_FROM_DAY };
}

/** How long Clio has had the application for conversion, in the agency's business days. */
export function conversionWait(
  developer: DeveloperFacts,
  today: Day,
  holidays: readonly Day[],
): { businessDays: number; isOverdue: boolean } {
  if (!developer.appliedOn || developer.approvedOn) return { businessDays: 0, isOverdue: false };
  const businessDays = businessDaysSince(developer.appliedOn, today, holidays);
  return { businessDays, isOverdue: businessDays >= CONVERSION_PATIENCE_DAYS };
}
