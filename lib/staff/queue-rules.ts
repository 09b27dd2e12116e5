import { conversionWait, OVERRIDE_WARNING_DAYS } from "@/lib/onboarding/rules";
import { isRefused } from "@/lib/connection/rules";
import type { FirmFacts } from "@/lib/onboarding/queries";
import type { StepView } from "@/lib/onboarding/rules";
import { addDays, dayOf, endOfDay, startOfDay, type Day } from "@/lib/settings/rules";
import type {
  ConnectionStatus,
  NextActor,
  QueueAction,
  QueueTab,
  Region,
  Resource,
  Route,
  Stage,
  StatusReason,
  StepKey,
  StepState,
} from "@/lib/vocabulary";

const DAY_MS = 24 * 60 * 60 * 1000;

type Waiting = { id: string; since: Date };

/** What the row of a firm follows from: its checklist and connection as of now, and what waits for staff. */
export type QueueFacts = FirmFacts & {
  /** When every permission first worked; null: never yet. */
  workedAt: Date | null;
  /** When an account was first connected, whatever came of it. */
  everConnectedAt: Date | null;
  /** The oldest question of the firm's people that nobody has answered. */
  question: Waiting | null;
  /** The oldest mail to the firm's people that was not sent. */
  mailNotSent: Waiting | null;
  /** A grant whose account staff have to look at. */
  grantToConfirm: string | null;
  timeZone: string;
  holidays: readonly Day[];
};

/** A firm as the work queue stores it (`queue_rows`); its words for the search are of another hand. */
export type QueueRow = {
  firmId: string;
  tab: QueueTab;
  stage: Stage;
  step: StepKey | null;
  stepState: StepState | null;
  status: ConnectionStatus;
  reason: StatusReason;
  actor: NextActor;
  since: Date;
  action: QueueAction;
  actionRef: string | null;
  missing: Resource[];
  firmName: string;
  route: Route;
  region: Region | null;
  integrationId: string;
  ownerId: string | null;
  tags: string[];
  invitedAt: Date;
  planAt: Date | null;
  keysAt: Date | null;
  connectedAt: Date | null;
  liveAt: Date | null;
  changesAt: Date | null;
};

type Placed = {
  tab: QueueTab;
  step: StepView | null;
  since: Date;
  action: QueueAction;
  actionRef?: string;
};

/** The row of an open firm. Pure: the same facts at the same instant give the same row. */
export function queueRow(facts: QueueFacts, now: Date): QueueRow {
  const { checklist: firm, firm: own } = facts;
  const { status, reason, actor } = statusOf(facts);
  const { tab, step, since, action, actionRef = null } = place(facts, now);
  return {
    firmId: firm.firmId,
    tab,
    stage: stageOf(facts),
    step: step?.key ?? null,
    stepState: step?.state ?? null,
    status,
    reason,
    actor,
    since: latest([since, firm.createdAt]),
    action,
    actionRef,
    missing: missingOf(facts),
    firmName: firm.firmName,
    route: firm.route,
    region: firm.region,
    integrationId: firm.integrationId,
    ownerId: own.ownerId,
    tags: own.tags,
    ...stageTimes(facts),
    changesAt: changesAt(facts, now),
  };
}

function statusOf({ connection }: QueueFacts): {
  status: ConnectionStatus;
  reason: StatusReason;
  actor: NextActor;
} {
  if (connection) return connection;
  return { status: "not_connected", reason: "never_connected", actor: "firm" };
}

/** The tab and what goes with it: the first that matches. */
function place(facts: QueueFacts, now: Date): Placed {
  const step = stepOf(facts);
  const broken = brokenPlace(facts);
  if (broken) return { ...broken, step };
  const [ours] = causesForUs(facts, now);
  if (ours) {
    const since = earliest(causesForUs(facts, now).map((cause) => cause.since));
    return { ...ours, tab: "needs_us", since, step: ours.step ?? step };
  }
  const atClio = facts.checklist.checklist.steps.find(({ state }) => state === "waiting_clio");
  const { actor } = statusOf(facts);
  if (actor === "clio" || atClio) {
    const since = sinceAtClio(facts, atClio ?? null);
    return { tab: "waiting_clio", step: atClio ?? step, since, action: "none" };
  }
  const asked = askedOfFirm(facts, step);
  if (asked) return { tab: "waiting_firm", step, ...asked };
  const { live, createdAt } = facts.checklist;
  const since = latest([createdAt, live.at, facts.connection?.statusSince]);
  return { tab: "going_well", step, since, action: "none" };
}

/** The step that it waits at; null for a firm at which every step is done. */
function stepOf({ checklist: { checklist } }: QueueFacts): StepView | null {
  const { steps, next } = checklist;
  return next ?? steps.find(({ state }) => state !== "completed" && state !== "locked") ?? null;
}

const BROKEN_REASONS: ReadonlySet<StatusReason> = new Set([
  "permission_missing",
  "plan_suspected",
  "reauthorization_due",
  "keys_refused",
]);

/** Live or once working, and now ended, or Clio refuses what is required. */
function brokenPlace(facts: QueueFacts): Omit<Placed, "step"> | null {
  const { connection, workedAt, checklist: firm } = facts;
  if (!connection || (workedAt === null && !firm.checklist.isLive)) return null;
  const { status, reason } = connection;
  const isRefusedNow = status === "needs_attention" && BROKEN_REASONS.has(reason);
  if (status !== "access_ended" && !isRefusedNow) return null;
  const needsMore = reason === "keys_refused" || reason === "plan_suspected";
  const action = needsMore ? "remind" : "send_reauthorization";
  return { tab: "broken", since: connection.statusSince, action };
}

type Cause = { action: QueueAction; since: Date; actionRef?: string; step?: StepView };

/** What waits for staff, the first to be done first. */
function causesForUs(facts: QueueFacts, now: Date): Cause[] {
  const { question, mailNotSent, grantToConfirm, connection, application, checklist } = facts;
  const { steps, isLive } = checklist.checklist;
  const { live, createdAt, planAnsweredAt } = checklist;
  const statusSince = connection?.statusSince ?? createdAt;
  const stepOfOurs = (key: StepKey) =>
    steps.find((step) => step.key === key && step.state === "waiting_us");
  const causes: Cause[] = [];
  if (question) {
    causes.push({ action: "answer_help", since: question.since, actionRef: question.id });
  }
  if (connection?.reason === "agency_confirms" && grantToConfirm) {
    const step = stepOfOurs("connect");
    causes.push({
      action: "confirm_account",
      since: statusSince,
      actionRef: grantToConfirm,
      ...(step && { step }),
    });
  }
  const review = stepOfOurs("credentials");
  if (review) {
    const since = application.reviewNeededAt ?? application.keysStoredAt ?? createdAt;
    causes.push({ action: "review_keys", since, step: review });
  }
  if (mailNotSent) {
    causes.push({ action: "retry_mail", since: mailNotSent.since, actionRef: mailNotSent.id });
  }
  const overdue = overdueSince(facts, now);
  const account = steps.find(({ key }) => key === "developer_account");
  if (overdue && account) causes.push({ action: "note_asked_clio", since: overdue, step: account });
  const liveStep = stepOfOurs("live");
  if (liveStep) causes.push({ action: "switch_live", since: statusSince, step: liveStep });
  const register = stepOfOurs("agency_application");
  // Which region's application is wanted is the firm's to say first.
  if (register && checklist.region) {
    const since = planAnsweredAt ?? createdAt;
    causes.push({ action: "register_application", since, step: register });
  }
  if (connection?.actor === "agency" && connection.reason !== "agency_confirms") {
    causes.push({ action: "look_at_applications", since: statusSince });
  }
  const warnedAt = overrideWarningAt(facts);
  if (isLive && warnedAt && warnedAt <= now && live.at) {
    causes.push({ action: "look_at_override", since: latest([warnedAt, live.at]) });
  }
  return causes;
}

/** Since when Clio takes longer with a developer account than usual, while nobody of ours has asked it. */
function overdueSince({ checklist, timeZone, holidays }: QueueFacts, now: Date): Date | null {
  const { developer, route } = checklist;
  if (route !== "firm_developer" || developer.askedClioOn) return null;
  const { appliedOn, approvedOn } = developer;
  const today = dayOf(now, timeZone);
  if (!appliedOn || approvedOn || !conversionWait(developer, today, holidays).isOverdue) {
    return null;
  }
  let day = appliedOn;
  while (!conversionWait(developer, day, holidays).isOverdue) day = addDays(day, 1);
  return startOfDay(day, timeZone);
}

function overrideWarningAt({ checklist: { live } }: QueueFacts): Date | null {
  if (live.cause !== "override" || !live.until) return null;
  return new Date(live.until.getTime() - OVERRIDE_WARNING_DAYS * DAY_MS);
}

function sinceAtClio({ connection, checklist, timeZone }: QueueFacts, step: StepView | null): Date {
  if (step?.key === "developer_account" && step.since) return startOfDay(step.since, timeZone);
  return connection?.statusSince ?? checklist.createdAt;
}

type Asked = Pick<Placed, "since" | "action">;

/** What waits for the firm, if anything does. */
function askedOfFirm(facts: QueueFacts, step: StepView | null): Asked | null {
  const { connection, checklist: firm } = facts;
  const { next } = firm.checklist;
  const isOnlyChecking = next?.key === "permissions" && next.state === "in_progress";
  const since = sinceAtFirm(facts, step);
  if (next && !isOnlyChecking) return { since, action: actionForFirm(facts, next) };
  // A firm that is live by an override, or whose steps hold, may have been asked for more since.
  if (firm.newPermissions) return { since, action: "send_reauthorization" };
  if (connection?.status === "needs_attention") return { since, action: "send_reauthorization" };
  return null;
}

function actionForFirm(facts: QueueFacts, next: StepView): QueueAction {
  if (facts.checklist.planAnsweredAt === null && next.key === "plan") return "send_invitation";
  const isToConnect = next.key === "connect" || next.key === "permissions";
  const isBack = facts.everConnectedAt !== null || facts.connection?.identity != null;
  return isToConnect && isBack ? "send_reauthorization" : "remind";
}

/** When what the step needs before it was done: from then on it was the firm's turn. */
function sinceAtFirm(facts: QueueFacts, step: StepView | null): Date {
  const { connection, application, checklist: firm } = facts;
  const { createdAt, planAnsweredAt, plan } = firm;
  const statusSince = connection?.statusSince ?? createdAt;
  const { keysStoredAt, keyCheckedAt, registeredAt, reviewedAt, verifiedAt } = application;
  const isFirst = !connection || connection.reason === "never_connected";
  const isProblem = step?.state === "problem";
  const planned = latest([createdAt, planAnsweredAt]);
  const since: Record<StepKey, Date> = {
    plan: plan === "no_access" ? planned : createdAt,
    developer_account: planned,
    application: planned,
    agency_application: planned,
    credentials: isProblem
      ? (keyCheckedAt ?? keysStoredAt ?? createdAt)
      : latest([planned, registeredAt]),
    connect: isFirst ? latest([planned, keysStoredAt, reviewedAt, verifiedAt]) : statusSince,
    permissions: statusSince,
    live: statusSince,
  };
  return step ? since[step.key] : statusSince;
}

function missingOf({ connection }: QueueFacts): Resource[] {
  const refused = (connection?.scopes ?? []).filter((scope) => scope.required && isRefused(scope));
  return [...new Set(refused.map(({ resource }) => resource))];
}

/** How far the firm is now. */
function stageOf(facts: QueueFacts): Stage {
  const { planAt, keysAt } = stageTimes(facts);
  if (facts.checklist.checklist.isLive) return "live";
  if (facts.connection?.identity) return "connected";
  if (keysAt) return "keys";
  return planAt ? "plan" : "invited";
}

type StageTimes = Pick<QueueRow, "invitedAt" | "planAt" | "keysAt" | "connectedAt" | "liveAt">;

/**
 * When the firm reached each stage. Whoever reached one has reached those before it, at the latest then:
 * an answer may be given anew, and keys may be proven by connecting.
 */
function stageTimes({ checklist: firm, application, everConnectedAt }: QueueFacts): StageTimes {
  const invitedAt = firm.createdAt;
  const liveAt = firm.live.at;
  const connectedAt = atLatest(everConnectedAt, liveAt);
  const isPlanKnown = firm.plan !== "unanswered" && firm.plan !== "no_access";
  const planKnownAt = isPlanKnown ? (firm.planAnsweredAt ?? firm.planConfirmedAt) : null;
  const { keyCheck, keyAcceptedAt, keyCheckedAt, verifiedAt } = application;
  const acceptedAt = keyCheck === "accepted" ? (keyAcceptedAt ?? keyCheckedAt) : null;
  const readyAt = firm.route === "agency" ? verifiedAt : acceptedAt;
  // An application of ours may be older than the firm.
  const keysReadyAt = readyAt && planKnownAt ? latest([readyAt, planKnownAt]) : null;
  const keysAt = atLatest(keysReadyAt, connectedAt);
  const planAt = atLatest(planKnownAt, keysAt);
  const notBefore = (at: Date | null) => at && latest([at, invitedAt]);
  return {
    invitedAt,
    planAt: notBefore(planAt),
    keysAt: notBefore(keysAt),
    connectedAt: notBefore(connectedAt),
    liveAt: notBefore(liveAt),
  };
}

function atLatest(at: Date | null, next: Date | null): Date | null {
  if (!at || !next) return at ?? next;
  return at < next ? at : next;
}

/** The first instant at which time alone may change the row. */
function changesAt(facts: QueueFacts, now: Date): Date | null {
  const { connection, checklist: firm, timeZone } = facts;
  const { developer, route, live } = firm;
  const isCounting =
    route === "firm_developer" &&
    developer.appliedOn !== null &&
    developer.approvedOn === null &&
    developer.askedClioOn === null &&
    overdueSince(facts, now) === null;
  const instants = [
    connection?.changesAt ?? null,
    live.until,
    overrideWarningAt(facts),
    isCounting ? endOfDay(dayOf(now, timeZone), timeZone) : null,
  ];
  const coming = instants.flatMap((at) => (at && at > now ? [at] : []));
  return coming.length > 0 ? earliest(coming) : null;
}

function latest(instants: (Date | null | undefined)[]): Date {
  return new Date(Math.max(...instants.flatMap((at) => (at ? [at.getTime()] : []))));
}

function earliest(instants: Date[]): Date {
  return new Date(Math.min(...instants.map((at) => at.getTime())));
}
