import type {
  ConnectionStatus,
  KeyCheck,
  StatusReason,
  StepKey,
  StepState,
} from "@/lib/vocabulary";
import type { PlanVerdict } from "@/lib/plan/rules";

export type ChecklistFacts = {
  plan: PlanVerdict;
  hasRegion: boolean;
  registeredAt: Date | null;
  keysStoredAt: Date | null;
  keyCheck: KeyCheck;
  /** An active grant, whose account is settled. */
  isConnected: boolean;
  status: ConnectionStatus;
  reason: StatusReason;
  liveAt: Date | null;
};

export type StepView = {
  key: StepKey;
  group: "Before you start" | "Set up in Clio" | "Connect" | "Live";
  /** Starts with a verb. */
  title: string;
  hint: string;
  state: StepState;
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
};

const paths: Record<StepKey, string> = {
  plan: "/onboarding/plan",
  application: "/onboarding/application",
  credentials: "/onboarding/credentials",
  connect: "/onboarding/connect",
  permissions: "/onboarding/status",
  live: "/onboarding/status",
};
const groups: Record<StepKey, StepView["group"]> = {
  plan: "Before you start",
  application: "Set up in Clio",
  credentials: "Set up in Clio",
  connect: "Connect",
  permissions: "Connect",
  live: "Live",
};
const titles: Record<StepKey, string> = {
  plan: "Check your Clio plan",
  application: "Register the application",
  credentials: "Send us the keys",
  connect: "Connect Clio",
  permissions: "Check permissions",
  live: "Go live",
};
const minutes: Record<StepKey, number> = {
  plan: 2,
  application: 10,
  credentials: 3,
  connect: 4,
  permissions: 1,
  live: 0,
};

type Step = { state: StepState; hint: string };
const locked = (after: StepKey): Step => ({ state: "locked", hint: `After “${titles[after]}”` });

/** A step counts as passed when the next one may begin. */
const isPassed = (step: Step) => step.state === "completed" || step.state === "not_confirmed";

/** The firm's checklist from its facts, on the route `firm_private`. Pages, lists and mails call it. */
export function checklist(facts: ChecklistFacts): ChecklistView {
  const plan = planStep(facts);
  const application = isPassed(plan) ? applicationStep(facts) : locked("plan");
  const credentials = isPassed(application) ? credentialsStep(facts) : locked("application");
  const connect = isPassed(credentials) ? connectStep(facts) : locked("credentials");
  const permissions = isPassed(connect) ? permissionsStep(facts) : locked("connect");
  const live: Step = facts.liveAt
    ? { state: "completed", hint: "Your integration is switched on." }
    : permissions.state === "completed"
      ? { state: "waiting_us", hint: "We switch your integration on and tell you." }
      : locked("permissions");
  const found: Record<StepKey, Step> = {
    plan,
    application,
    credentials,
    connect,
    permissions,
    live,
  };
  const steps = (Object.keys(found) as StepKey[]).map((key): StepView => {
    const { state, hint } = found[key];
    const href = state === "locked" || key === "live" ? null : paths[key];
    return { key, group: groups[key], title: titles[key], hint, state, href };
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
    minutesLeft: open.reduce((sum, step) => sum + minutes[step.key], 0),
    problem: problem?.hint ?? null,
  };
}

function planStep(facts: ChecklistFacts): Step {
  if (facts.plan === "no_access") {
    return {
      state: "problem",
      hint: "Your plan has no access for integrations. Nothing can be connected before an upgrade.",
    };
  }
  if (facts.plan === "unanswered" || !facts.hasRegion) {
    return { state: "not_started", hint: "Which plan does your firm have, and in which region?" };
  }
  if (facts.plan === "confirmed") return { state: "completed", hint: "Confirmed by Clio." };
  if (facts.plan === "has_access") return { state: "completed", hint: "You told us." };
  return { state: "not_confirmed", hint: "Not sure yet. Connecting will show it." };
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
  if (facts.keyCheck === "accepted") return { state: "completed", hint: "Clio accepts them." };
  return { state: "not_confirmed", hint: "Stored. Connecting will prove them." };
}

function connectStep(facts: ChecklistFacts): Step {
  if (facts.status === "access_ended") {
    return { state: "problem", hint: "Our access to Clio has ended. Please connect again." };
  }
  if (facts.isConnected) return { state: "completed", hint: "Your Clio account is connected." };
  if (facts.reason === "confirm_account") {
    return { state: "problem", hint: "Please confirm which Clio account this is." };
  }
  if (facts.reason === "account_unreadable") {
    return { state: "problem", hint: "We cannot see which Clio account this is." };
  }
  if (facts.status === "checking") {
    return { state: "waiting_clio", hint: "We have your permission and are checking the account." };
  }
  return { state: "not_started", hint: "Allow our access in your firm’s Clio account." };
}

function permissionsStep(facts: ChecklistFacts): Step {
  if (facts.status === "working") return { state: "completed", hint: "Every permission works." };
  if (facts.reason === "permission_missing") {
    return { state: "problem", hint: "A permission that we need is missing." };
  }
  if (facts.reason === "clio_unavailable") {
    return { state: "waiting_clio", hint: "Clio is not answering. We try again by ourselves." };
  }
  return { state: "in_progress", hint: "We are checking each permission." };
}
