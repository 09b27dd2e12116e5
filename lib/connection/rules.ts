import type { Addition } from "@/lib/integrations/rules";
import type {
  Access,
  ConnectionStatus,
  IdentityVerdict,
  NextAction,
  NextActor,
  Resource,
  ScopeResult,
  StatusReason,
} from "@/lib/vocabulary";
import { blamedUntil, type OutageFacts } from "./outage-rules";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long a definite result counts as proof: a day and two hours of slack for the daily check. */
export const PROOF_LIFE_MS = 26 * HOUR_MS;
/** A grant is believed dead only after two refusals this far apart. */
export const REFUSAL_GAP_MS = 5 * MINUTE_MS;
export const ATTEMPT_LIFE_MS = 60 * MINUTE_MS;
/** An attempt open for this long when the person comes back: did Clio show an error? */
export const LEFT_AND_NOT_BACK_MS = 60_000;
/** A staged grant whose account nobody confirmed is shredded after this. */
export const STAGED_LIFE_MS = 24 * HOUR_MS;
export const PROBE_RUN_LIFE_MS = 60_000;

export type GrantFacts = {
  id: string;
  createdAt: Date;
  accessExpiresAt: Date;
  refusedAt: Date | null;
  endedAt: Date | null;
  endedReason: "revoked" | "user_disabled" | null;
  identityReadAt: Date | null;
  identityRefusedAt: Date | null;
  identityVerdict: IdentityVerdict | null;
  /** The firm's main contact said yes; staff have to look as well (H-1). */
  contactConfirmedAt: Date | null;
  refreshOutcome: "refreshed" | "rejected" | "transient" | "misconfigured" | null;
};

export type ScopeFacts = {
  resource: Resource;
  access: Access;
  required: boolean;
  result: ScopeResult;
  checkedAt: Date | null;
  /** It was added after the version that the connection has settled; null when that one has it. */
  addition: Addition | null;
};

export type ConnectionFacts = {
  active: GrantFacts | null;
  staged: GrantFacts | null;
  everConnected: boolean;
  disconnectedAt: Date | null;
  /** Whose keys Clio refused, if any, of the grant's application: only the firm's own are the firm's to mend. */
  keysRefusedOf: "firm" | "agency" | null;
  /** The firm connects through other keys from now on, which Clio has not refused. */
  hasOtherKeys: boolean;
  /** The application is the agency's own: a box that is missing there is not the firm's to tick. */
  isAgencyApplication: boolean;
  /** When the application's permission boxes were said to be ticked. */
  boxesConfirmedAt: Date | null;
  scopes: ScopeFacts[];
  /** What kept the last probe run from definite answers. */
  trouble: "clio_unavailable" | "our_fault" | null;
  /** Since when calls for it fail, definitely or not; null while they work. */
  failingSince: Date | null;
  /** Many of its region or application failed together, or did until a while ago. */
  outage: OutageFacts | null;
};

/** How a re-authorization came to its end. */
export type DoneHow = "existing_grant" | "reauthorized" | "superseded";

export type StatusFacts = {
  status: ConnectionStatus;
  reason: StatusReason;
  actor: NextActor;
  nextAction: NextAction;
  /** When time alone would change the answer; null when it would not. */
  changesAt: Date | null;
};

/** Results that are a definite refusal of Clio's. */
export const refusedResults: ScopeResult[] = ["missing_in_application", "user_lacks_it", "refused"];

/** Whether Clio definitely refused a scope; nothing transient counts. */
export function isRefused(scope: { result: ScopeResult }): boolean {
  return refusedResults.includes(scope.result);
}

/**
 * Whether a scope holds. A write counts when its read works and the grant is newer than the moment
 * its boxes were confirmed, or it was added: Clio has no safe question that would prove a write.
 */
export function isMet(
  scope: ScopeFacts,
  grantCreatedAt: Date,
  boxesConfirmedAt: Date | null,
): boolean {
  if (scope.result === "works") return true;
  if (scope.result !== "read_works" || isOlderThan(scope, grantCreatedAt)) return false;
  return boxesConfirmedAt === null || grantCreatedAt.getTime() >= boxesConfirmedAt.getTime();
}

/** What may come of calls that fail: while many fail together it is nobody's at the firm. */
const failureReasons: ReadonlySet<StatusReason> = new Set([
  "revoked",
  "user_disabled",
  "permission_missing",
  "plan_suspected",
  "keys_refused",
  "first_check",
  "clio_unavailable",
  "our_fault",
  "stale",
]);
/** Whether the grant was authorized before the scope was added: Clio cannot have asked for it then. */
function isOlderThan({ addition }: Pick<ScopeFacts, "addition">, grantCreatedAt: Date): boolean {
  return addition !== null && grantCreatedAt < addition.addedAt;
}

/**
 * Whether a scope is known to wait for a new authorization: it was added after the grant, which does not
 * have it. Its refusal says nothing of boxes and rights.
 */
export function isToAllow(
  scope: Pick<ScopeFacts, "addition" | "result">,
  grantCreatedAt: Date,
): boolean {
  const isLacking = scope.result !== "works" && scope.result !== "not_tested";
  return isLacking && isOlderThan(scope, grantCreatedAt);
}

/** Whether a scope counts by now: what was added is asked for from its version's day on. */
function isDue({ required, addition }: ScopeFacts, now: Date): boolean {
  return required && (addition === null || addition.dueAt <= now);
}

/**
 * The version up to which a connection has settled what is asked: that of its grant's authorization, or a
 * later one whose additions the grant proved; an earlier one while a re-authorization is open, and those
 * that it took the place of.
 */
export function settledVersion(
  own: number,
  reauthorizations: { version: number; doneHow: DoneHow | null }[],
): number {
  const newestFirst = reauthorizations.toSorted((one, other) => other.version - one.version);
  const isSettled = ({ doneHow }: { doneHow: DoneHow | null }) =>
    doneHow !== null && doneHow !== "superseded";
  const last = newestFirst.find(isSettled);
  const settled = Math.max(own, last?.version ?? 0);
  const open = newestFirst.findIndex(({ doneHow }) => doneHow === null);
  if (open === -1) return settled;
  const end = newestFirst.findIndex((one, index) => index > open && isSettled(one));
  const chain = newestFirst.slice(open, end === -1 ? undefined : end);
  return Math.min(settled, ...chain.map(({ version }) => version - 1));
}

/**
 * The connection's status from its stored facts (the table in docs/architecture.md, "Connection
 * status"). Pages, lists, mails and the API all call it. A connection that began to fail together with
 * many others is checking, whatever Clio said of it: until all is looked at afresh.
 */
export function connectionStatus(facts: ConnectionFacts, now: Date): StatusFacts {
  const own = judge(facts, now);
  const { active, outage, failingSince } = facts;
  const isBlamed = active !== null && outage !== null && failureReasons.has(own.reason);
  const until = isBlamed ? blamedUntil(outage, failingSince, now) : null;
  if (isBlamed && until !== null) {
    return { ...checking(outage.cause), changesAt: until === "for_now" ? null : until };
  }
  return { ...own, changesAt: firstChange(facts, own, now) };
}

/** The first instant at which time alone changes the answer: a proof grows old, a day has come. */
function firstChange(facts: ConnectionFacts, found: Judged, now: Date): Date | null {
  const instants = facts.scopes.flatMap(({ checkedAt, addition }) => [
    ...(checkedAt ? [checkedAt.getTime() + PROOF_LIFE_MS] : []),
    ...(addition ? [addition.dueAt.getTime()] : []),
  ]);
  const coming = instants
    .filter((one) => one > now.getTime())
    .toSorted((one, other) => one - other);
  const change = coming.find((one) => {
    const { status, reason } = judge(facts, new Date(one));
    return status !== found.status || reason !== found.reason;
  });
  return change === undefined ? null : new Date(change);
}

type Judged = Omit<StatusFacts, "changesAt">;

/** The status by what is known of this connection alone; first match wins. */
function judge(facts: ConnectionFacts, now: Date): Judged {
  const { active, staged } = facts;
  if (!active && !staged) {
    const reason = facts.disconnectedAt ? "disconnected" : "never_connected";
    if (facts.keysRefusedOf === "firm") return attention("keys_refused", "send_keys");
    const isOurs = facts.keysRefusedOf === "agency";
    return {
      status: "not_connected",
      reason,
      actor: isOurs ? "agency" : "firm",
      nextAction: isOurs ? "wait" : "connect",
    };
  }
  if (!active && staged) return stagedStatus(staged, facts.scopes);
  if (!active) throw new Error("unreachable: a grant is active or staged");
  if (active.endedAt) {
    const reason = active.endedReason ?? "revoked";
    return { status: "access_ended", reason, actor: "firm", nextAction: "connect" };
  }
  if (facts.keysRefusedOf === "firm") {
    return attention("keys_refused", facts.hasOtherKeys ? "connect" : "send_keys");
  }
  if (facts.keysRefusedOf === "agency") return checking("our_fault");
  const required = facts.scopes.filter((scope) => isDue(scope, now));
  if (isAllRefused(facts.scopes.filter(({ addition }) => addition === null))) {
    return attention("plan_suspected", "check_plan");
  }
  const toAllow = required.filter((scope) => isToAllow(scope, active.createdAt));
  const refused = required.filter((scope) => isRefused(scope) && !toAllow.includes(scope));
  const isOurs = refused.every(({ result }) => result === "missing_in_application");
  if (refused.length > 0 && isOurs && facts.isAgencyApplication) return checking("our_fault");
  if (refused.length > 0) return attention("permission_missing", "fix_permissions");
  if (toAllow.length > 0) return attention("reauthorization_due", "connect");
  if (active.refreshOutcome === "misconfigured") return checking("our_fault");
  if (active.refusedAt) return checking("stale");
  const isUntested = (scope: ScopeFacts) => !scope.checkedAt || scope.result === "not_tested";
  if (required.some(isUntested)) return checking(facts.trouble ?? "first_check");
  if (!required.every((scope) => isMet(scope, active.createdAt, facts.boxesConfirmedAt))) {
    return attention("permission_missing", "fix_permissions");
  }
  const oldest = Math.min(...required.map((scope) => scope.checkedAt?.getTime() ?? 0));
  const proofEndsAt = new Date(oldest + PROOF_LIFE_MS);
  if (required.length > 0 && now < proofEndsAt) {
    return { status: "working", reason: "all_proven", actor: "nobody", nextAction: "none" };
  }
  return checking(facts.trouble ?? "stale");
}

/** Nothing is connected yet, but Clio gave a permission whose account is not settled. */
function stagedStatus(staged: GrantFacts, scopes: ScopeFacts[]): Judged {
  if (staged.identityReadAt) {
    // The same account as before: it is being tried, and is swapped in next.
    if (staged.identityVerdict === "confirmed") return checking("first_check");
    if (staged.identityVerdict !== "first") return attention("other_account", "connect");
    if (staged.contactConfirmedAt) return checking("agency_confirms");
    return attention("confirm_account", "confirm_account");
  }
  if (staged.identityRefusedAt) {
    return isAllRefused(scopes)
      ? attention("plan_suspected", "check_plan")
      : attention("account_unreadable", "fix_permissions");
  }
  return checking("clio_unavailable");
}

/**
 * Whether Clio definitely refused everything, several permissions at least: then the plan is the
 * first suspect (docs/clio.md, "Plans").
 */
export function isAllRefused(scopes: { result: ScopeResult }[]): boolean {
  return scopes.length > 1 && scopes.every(isRefused);
}

function attention(reason: StatusReason, nextAction: NextAction): Judged {
  return { status: "needs_attention", reason, actor: "firm", nextAction };
}

type CheckingReason = Extract<
  StatusReason,
  "first_check" | "clio_unavailable" | "our_fault" | "stale" | "agency_confirms"
>;
const checkingActors: Record<CheckingReason, NextActor> = {
  first_check: "nobody",
  clio_unavailable: "clio",
  our_fault: "agency",
  stale: "nobody",
  agency_confirms: "agency",
};

function checking(reason: CheckingReason): Judged {
  return { status: "checking", reason, actor: checkingActors[reason], nextAction: "wait" };
}

/**
 * What a definite 403 on one resource means. The body cannot tell a box missing on the application
 * from a right that the user lacks (docs/clio.md, "API v4"). What can: the user's standing, and
 * whether somebody else's authorization of the same application has shown the box to be ticked.
 */
export function refusalLayer(
  resource: Resource,
  user: { isOwner: boolean | null; roles: string[] },
  isBoxProven: boolean,
): Extract<ScopeResult, "missing_in_application" | "user_lacks_it" | "refused"> {
  // Some owners get an unexplained 403 on custom fields: not certain.
  if (resource === "custom_fields") return "refused";
  const isAdministrator = user.isOwner === true || user.roles.some((role) => /admin/i.test(role));
  if (isAdministrator) return isBoxProven ? "refused" : "missing_in_application";
  return isBoxProven ? "user_lacks_it" : "refused";
}

/** A refresh is due at 80 % of the token's life, moved up to 5 % earlier per connection. */
export const REFRESH_AT_SHARE = 0.8;
export const REFRESH_SPREAD_SHARE = 0.05;
/** Never twice within this time, whatever the token's life. */
export const REFRESH_PAUSE_MS = 60_000;

export type RefreshDecision = {
  should: boolean;
  reason: "forced" | "due" | "fresh" | "waiting" | "just_refreshed" | "ended" | "no_refresh_token";
};

/** Whether a grant's tokens should be renewed now. `spread` is 0…1, steady for each connection. */
export function shouldRefresh(
  grant: {
    hasRefreshToken: boolean;
    accessIssuedAt: Date;
    accessExpiresAt: Date;
    refreshedAt: Date | null;
    refreshFailures: number;
    refreshDueAt: Date | null;
    endedAt: Date | null;
  },
  options: { force: boolean; spread: number },
  now: Date,
): RefreshDecision {
  if (grant.endedAt) return { should: false, reason: "ended" };
  if (!grant.hasRefreshToken) return { should: false, reason: "no_refresh_token" };
  const sinceLast = grant.refreshedAt ? now.getTime() - grant.refreshedAt.getTime() : Infinity;
  if (sinceLast < REFRESH_PAUSE_MS) return { should: false, reason: "just_refreshed" };
  if (options.force) return { should: true, reason: "forced" };
  if (grant.refreshFailures > 0) {
    // What failed is asked for again when its wait is over, however long the token lives.
    const isWaiting = grant.refreshDueAt !== null && now < grant.refreshDueAt;
    return isWaiting ? { should: false, reason: "waiting" } : { should: true, reason: "due" };
  }
  const life = grant.accessExpiresAt.getTime() - grant.accessIssuedAt.getTime();
  const share = REFRESH_AT_SHARE - REFRESH_SPREAD_SHARE * options.spread;
  const isDue = now.getTime() >= grant.accessIssuedAt.getTime() + life * share;
  return isDue ? { should: true, reason: "due" } : { should: false, reason: "fresh" };
}

export type KnownIdentity = { region: string | null; accountId: string | null };

/**
 * How the account that Clio named compares with what is known. Hard signs come first: the firm's
 * developer account, an account that another firm is connected to, another account than the one
 * before. Staff may allow one such account; then a person confirms it like a first one.
 */
export function compareIdentity(
  found: { region: string; accountId: string },
  known: {
    confirmed: KnownIdentity | null;
    developer: KnownIdentity;
    allowed: KnownIdentity | null;
    isUsedElsewhere: boolean;
  },
): IdentityVerdict {
  const isSame = (one: KnownIdentity | null) =>
    one !== null && one.region === found.region && one.accountId === found.accountId;
  if (known.isUsedElsewhere) return "used_elsewhere";
  if (isSame(known.confirmed)) return "confirmed";
  if (isSame(known.developer)) return "developer";
  if (!known.confirmed?.accountId || isSame(known.allowed)) return "first";
  return "different";
}

/** Signs that an account may not be the firm's live one. They change wording, and block nothing. */
export type SoftSign =
  | "developer_email"
  | "new_account"
  | "other_name"
  | "other_domain"
  | "single_user";

const NEW_ACCOUNT_DAYS = 30;

export function softSigns(
  account: {
    name: string;
    createdAt: Date | null;
    userEmail: string | null;
    userIsOwner: boolean;
    hasSingleUser: boolean;
  },
  firm: { name: string; developerEmail: string | null; contactEmail: string },
  now: Date,
): SoftSign[] {
  const signs: SoftSign[] = [];
  const email = account.userEmail?.toLowerCase() ?? null;
  if (email && email === firm.developerEmail?.toLowerCase()) signs.push("developer_email");
  const ageMs = account.createdAt ? now.getTime() - account.createdAt.getTime() : Infinity;
  if (ageMs < NEW_ACCOUNT_DAYS * 24 * HOUR_MS) signs.push("new_account");
  if (!namesFit(account.name, firm.name)) signs.push("other_name");
  if (email && domainOf(email) !== domainOf(firm.contactEmail)) signs.push("other_domain");
  if (account.userIsOwner && account.hasSingleUser) signs.push("single_user");
  return signs;
}

function domainOf(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1).toLowerCase();
}

/** Anybody has an address there: that two people do says nothing of their firms. */
const PUBLIC_MAIL = new Set([
  "gmail.com",
  "googlemail.com",
  "outlook.com",
  "hotmail.com",
  "live.com",
  "msn.com",
  "yahoo.com",
  "ymail.com",
  "aol.com",
  "icloud.com",
  "me.com",
  "mac.com",
  "proton.me",
  "protonmail.com",
  "gmx.com",
  "mail.com",
  "zoho.com",
  "comcast.net",
  "att.net",
  "verizon.net",
]);

const COMMON_WORDS = new Set([
  "the",
  "and",
  "of",
  "law",
  "legal",
  "llp",
  "llc",
  "pllc",
  "pc",
  "inc",
  "ltd",
  "co",
  "firm",
  "group",
  "office",
  "offices",
  "associates",
  "attorneys",
  "solicitors",
  "partners",
]);

/**
 * Whether an account's name or its user's e-mail domain fits the firm: then nobody of the agency has
 * to look at an account that a colleague connected through a handed-over step (H-1).
 */
export function accountFits(
  account: { name: string; userEmail: string | null },
  firm: { name: string; contactEmail: string },
): boolean {
  const domain = account.userEmail && domainOf(account.userEmail);
  if (domain && !PUBLIC_MAIL.has(domain) && domain === domainOf(firm.contactEmail)) return true;
  return namesFit(account.name, firm.name);
}

/** Whether two names share a word that says something. */
function namesFit(one: string, other: string): boolean {
  const words = wordsOf(other);
  return wordsOf(one).some((word) => words.includes(word));
}

/** Signs for which nobody should say yes without looking twice. */
export function isDoubtful(signs: readonly SoftSign[]): boolean {
  return signs.some((sign) => ["developer_email", "new_account", "other_name"].includes(sign));
}

function wordsOf(name: string): string[] {
  const words = name
    .normalize("NFKD")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  return words.filter((word) => word.length > 2 && !COMMON_WORDS.has(word));
}
