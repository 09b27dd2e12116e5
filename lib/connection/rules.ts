import type {
  Access,
  ConnectionStatus,
  NextAction,
  NextActor,
  Resource,
  ScopeResult,
  StatusReason,
} from "@/lib/vocabulary";

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
  refreshOutcome: "refreshed" | "rejected" | "transient" | "misconfigured" | null;
};

export type ScopeFacts = {
  resource: Resource;
  access: Access;
  required: boolean;
  result: ScopeResult;
  checkedAt: Date | null;
};

export type ConnectionFacts = {
  active: GrantFacts | null;
  staged: GrantFacts | null;
  everConnected: boolean;
  disconnectedAt: Date | null;
  /** Clio refused the keys of an application that the firm owns. */
  keysRefused: boolean;
  /** When the application's permission boxes were said to be ticked. */
  boxesConfirmedAt: Date | null;
  scopes: ScopeFacts[];
  /** What kept the last probe run from definite answers. */
  trouble: "clio_unavailable" | "our_fault" | null;
};

export type StatusFacts = {
  status: ConnectionStatus;
  reason: StatusReason;
  actor: NextActor;
  nextAction: NextAction;
  /** When time alone would change the answer; null when it would not. */
  changesAt: Date | null;
};

const definitelyRefused: ReadonlySet<ScopeResult> = new Set([
  "missing_in_application",
  "user_lacks_it",
  "refused",
]);

/** Whether Clio definitely refused a scope; nothing transient counts. */
export function isRefused(scope: { result: ScopeResult }): boolean {
  return definitelyRefused.has(scope.result);
}

/**
 * Whether a scope holds. A write counts when its read works and the grant is newer than the moment
 * its boxes were confirmed: Clio has no safe question that would prove a write.
 */
export function isMet(
  scope: ScopeFacts,
  grantCreatedAt: Date,
  boxesConfirmedAt: Date | null,
): boolean {
  if (scope.result === "works") return true;
  if (scope.result !== "read_works") return false;
  return boxesConfirmedAt === null || grantCreatedAt.getTime() >= boxesConfirmedAt.getTime();
}

/**
 * The connection's status from its stored facts, first match wins (the table in
 * docs/architecture.md, "Connection status"). Pages, lists, mails and the API all call it.
 */
export function connectionStatus(facts: ConnectionFacts, now: Date): StatusFacts {
  const { active, staged } = facts;
  if (!active && !staged) {
    const reason = facts.disconnectedAt ? "disconnected" : "never_connected";
    if (facts.keysRefused) return attention("keys_refused", "send_keys");
    return {
      status: "not_connected",
      reason,
      actor: "firm",
      nextAction: "connect",
      changesAt: null,
    };
  }
  if (!active && staged) return stagedStatus(staged);
  if (!active) throw new Error("unreachable: a grant is active or staged");
  if (active.endedAt) {
    const reason = active.endedReason ?? "revoked";
    return {
      status: "access_ended",
      reason,
      actor: "firm",
      nextAction: "connect",
      changesAt: null,
    };
  }
  if (facts.keysRefused) return attention("keys_refused", "send_keys");
  const required = facts.scopes.filter((scope) => scope.required);
  if (required.some(isRefused)) return attention("permission_missing", "fix_permissions");
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
    return {
      status: "working",
      reason: "all_proven",
      actor: "nobody",
      nextAction: "none",
      changesAt: proofEndsAt,
    };
  }
  return checking(facts.trouble ?? "stale");
}

/** Nothing is connected yet, but Clio gave a permission whose account is not settled. */
function stagedStatus(staged: GrantFacts): StatusFacts {
  if (staged.identityReadAt) return attention("confirm_account", "confirm_account");
  if (staged.identityRefusedAt) return attention("account_unreadable", "fix_permissions");
  return checking("clio_unavailable");
}

function attention(reason: StatusReason, nextAction: NextAction): StatusFacts {
  return { status: "needs_attention", reason, actor: "firm", nextAction, changesAt: null };
}

function checking(reason: "first_check" | "clio_unavailable" | "our_fault" | "stale"): StatusFacts {
  const actor: NextActor =
    reason === "clio_unavailable" ? "clio" : reason === "our_fault" ? "agency" : "nobody";
  return { status: "checking", reason, actor, nextAction: "wait", changesAt: null };
}

/**
 * What a definite 403 on one resource means. The body cannot tell a box missing on the application
 * from a right that the user lacks (docs/clio.md, "API v4"); the user's standing can.
 */
export function refusalLayer(
  resource: Resource,
  user: { isOwner: boolean | null; roles: string[] },
): Extract<ScopeResult, "missing_in_application" | "refused"> {
  // Some owners get an unexplained 403 on custom fields: not certain.
  if (resource === "custom_fields") return "refused";
  const isAdministrator = user.isOwner === true || user.roles.some((role) => /admin/i.test(role));
  return isAdministrator ? "missing_in_application" : "refused";
}

/** A refresh is due at 80 % of the token's life, moved up to 5 % earlier per connection. */
export const REFRESH_AT_SHARE = 0.8;
export const REFRESH_SPREAD_SHARE = 0.05;
/** Never twice within this time, whatever the token's life. */
export const REFRESH_PAUSE_MS = 60_000;

export type RefreshDecision = {
  should: boolean;
  reason: "forced" | "due" | "fresh" | "just_refreshed" | "ended" | "no_refresh_token";
};

/** Whether a grant's tokens should be renewed now. `spread` is 0…1, steady for each connection. */
export function shouldRefresh(
  grant: {
    hasRefreshToken: boolean;
    accessIssuedAt: Date;
    accessExpiresAt: Date;
    refreshedAt: Date | null;
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
  const life = grant.accessExpiresAt.getTime() - grant.accessIssuedAt.getTime();
  const share = REFRESH_AT_SHARE - REFRESH_SPREAD_SHARE * options.spread;
  const isDue = now.getTime() >= grant.accessIssuedAt.getTime() + life * share;
  return isDue ? { should: true, reason: "due" } : { should: false, reason: "fresh" };
}

/** How the identity that Clio named compares with what the connection knows. */
export type IdentityVerdict = "confirmed" | "first" | "different";

/** `used` is true when another firm is connected to that account: a hard signal, never named. */
export function compareIdentity(
  known: { region: string | null; accountId: string | null; confirmedAt: Date | null },
  found: { region: string; accountId: string },
  used: boolean,
): IdentityVerdict {
  if (used) return "different";
  if (!known.accountId || !known.confirmedAt) return "first";
  const isSame = known.region === found.region && known.accountId === found.accountId;
  return isSame ? "confirmed" : "different";
}
