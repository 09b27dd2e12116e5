import { and, eq, ne, sql, type SQL } from "drizzle-orm";
import { openKeys } from "@/lib/applications/keys";
import { now, type Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { beyondFirm, withRetries, type Queryable } from "@/lib/db/client";
import { grants } from "@/lib/db/schema";
import { recordChange } from "@/lib/events/record-event";
import { requireNotQuarantined } from "@/lib/settings/quarantine";
import type { Secret } from "@/lib/logger";
import type { Failure, TokenSet } from "@/lib/providers/provider";
import { count } from "@/lib/telemetry/numbers";
import { refreshDueAt, refreshRetryAt } from "./due-rules";
import { lockApplication, lockConnection } from "./lock-rows";
import { noteWorking } from "./note-working";
import { outageOfGrant } from "./outage-of-grant";
import { enterPaused, isLetThrough } from "./provider-gate";
import { pullForward } from "./pull-forward";
import { recomputeStatus } from "./recompute-status";
import {
  pausedGrant,
  releaseLease,
  takeLease,
  type Leased,
  type LeasedGrant,
} from "./refresh-lease";
import { keepUntilEnded } from "./retire-grant";
import { revokeRetired } from "./revoke-retired";
import { mayTryKeys, noteKeysAccepted, noteKeysRefused } from "./refuse-keys";
import { REFUSAL_GAP_MS, shouldRefresh, type RefreshDecision } from "./rules";
import { spreadOf } from "./spread";
import { openRefreshToken, sealTokens, type GrantRow } from "./tokens-at-rest";
import { watchedClio } from "./watched-clio";

/** A token as Clio has just given it, and as it is stored by now. */
export type NewToken = { accessToken: Secret; expiresAt: Date; secondsLeft: number };

export type RefreshOutcome =
  | { kind: "refreshed"; token: NewToken }
  | { kind: "not_needed"; reason: RefreshDecision["reason"] }
  /** Somebody else is at it: wait, and read the grant again. */
  | { kind: "busy" }
  /** Its region is left alone for a while. */
  | { kind: "paused" }
  | { kind: "failed"; failure: Failure }
  /** Our write was refused by the fence: a newer one stands. */
  | { kind: "overtaken" };

/**
 * Renews a grant's tokens: the only place that does. A lease lets one in, the row is read again
 * under it, a pure rule decides, the call is bounded far below the lease, and the write is refused
 * by the fence if the lease was lost meanwhile. `force` renews before it is due.
 *
 * No failure of the provider's is thrown; a definite refusal ends the grant only when it comes twice,
 * five minutes apart, for the same refresh token, and not while many are refused together.
 */
export async function refreshConnection(
  ctx: Context,
  input: { grantId: string; force: boolean },
): Promise<RefreshOutcome> {
  const outcome = await refresh(ctx, input);
  count("anteroom_refreshes_total", {
    outcome: outcome.kind === "failed" ? outcome.failure.code : outcome.kind,
  });
  return outcome;
}

async function refresh(
  ctx: Context,
  input: { grantId: string; force: boolean },
): Promise<RefreshOutcome> {
  requireRightKeys(ctx.ring);
  const leased = await takeLease(ctx, input.grantId);
  if (leased) return renew(ctx, leased, input.force);
  await requireNotQuarantined(ctx);
  const paused = await pausedGrant(ctx, input.grantId);
  if (!paused || isLetThrough(ctx)) return { kind: "busy" };
  // Who needs nothing leaves the trial of the region to somebody who does.
  const decision = decideRefresh(paused, input.force, await now(ctx));
  if (!decision.should) return { kind: "not_needed", reason: decision.reason };
  const trier = await enterPaused(ctx, paused.region);
  if (!trier) return { kind: "paused" };
  const tried = await takeLease(trier, paused.id);
  return tried ? renew(trier, tried, input.force) : { kind: "busy" };
}

/** Whether a grant's tokens are to be renewed at `at`, by what is stored of it. */
export function decideRefresh(
  grant: Omit<Parameters<typeof shouldRefresh>[0], "hasRefreshToken"> &
    Pick<GrantRow, "connectionId" | "refreshTokenSealed">,
  force: boolean,
  at: Date,
): RefreshDecision {
  return shouldRefresh(
    { ...grant, hasRefreshToken: grant.refreshTokenSealed !== null },
    { force, spread: spreadOf(grant.connectionId) },
    at,
  );
}

async function renew(ctx: Context, leased: Leased, force: boolean): Promise<RefreshOutcome> {
  const { application, grant } = leased;
  const decision = decideRefresh(grant, force, leased.now());
  if (!decision.should) {
    // It was asked for too early: the door and the workers would ask again and again until it is time.
    const isEarly = decision.reason === "fresh" || decision.reason === "just_refreshed";
    await releaseLease(
      ctx,
      grant,
      isEarly ? refreshDueAt(grant, spreadOf(grant.connectionId)) : undefined,
    );
    return { kind: "not_needed", reason: decision.reason };
  }
  ctx.log.info({ grant: grant.id, reason: decision.reason }, "renewing tokens");
  try {
    const keys = await mayTryKeys(ctx, application);
    if (!keys.may) return await putOff(ctx, grant, keys.nextAt);
    const answer = await watchedClio(ctx).refresh({
      region: grant.region,
      keys: openKeys(ctx, application),
      refreshToken: openRefreshToken(ctx, grant),
    });
    const wereRefused = application.keyCheck === "refused";
    return answer.ok
      ? await store(ctx, leased, { tokens: answer.tokens, wereRefused })
      : await noteFailure(ctx, leased, answer);
  } catch (thrown) {
    await releaseLease(ctx, grant);
    throw thrown;
  }
}

/** The keys were refused, and are not to be tried before then: nothing is asked, nothing is counted. */
async function putOff(ctx: Context, grant: LeasedGrant, nextAt: Date): Promise<RefreshOutcome> {
  await releaseLease(ctx, grant, nextAt);
  const failure = { class: "misconfigured", code: "invalid_client", sent: false } as const;
  return { kind: "failed", failure: { ok: false, ...failure } };
}

type Write = {
  /** Nothing that the status is computed from changes. */
  isQuiet: boolean;
  /** The application's keys are refused, or taken again: that concerns all its connections. */
  isAboutKeys: boolean;
  outcome: NonNullable<GrantRow["refreshOutcome"]>;
  /** The statement that changes the grant, and returns it when it did. */
  change: (db: Queryable, at: Date) => Promise<SQL>;
};

/**
 * Writes under the fence, with the event: one statement, in a transaction with what else it concerns.
 * False when the lease was lost, or the grant is retired.
 */
async function writeFenced(ctx: Context, leased: Leased, write: Write): Promise<boolean> {
  const { grant } = leased;
  const at = leased.now();
  const { isAboutKeys, isQuiet, outcome } = write;
  const event = {
    kind: outcome === "refreshed" ? "connection.refreshed" : "connection.refresh_failed",
    firmId: grant.firmId,
    data: { grant: grant.id, outcome },
  } as const;
  const change = async (db: Queryable) => recordChange(db, ctx, event, await write.change(db, at));
  if (isQuiet) return withRetries(() => ctx.db.query(change));
  return ctx.db.transaction(async (tx) => {
    if (isAboutKeys) await lockApplication(tx, grant.applicationId);
    await lockConnection(tx, grant.connectionId);
    const isWritten = await change(tx);
    if (isWritten) await recomputeStatus(tx, ctx, grant.firmId, at);
    return isWritten;
  });
}

/** New tokens in the place of good ones say nothing new of the connection. */
function isUntroubled(grant: LeasedGrant): boolean {
  const { refreshOutcome, refreshFailures, refusedAt } = grant;
  return refreshFailures === 0 && refusedAt === null && refreshOutcome !== "misconfigured";
}

async function store(
  ctx: Context,
  leased: Leased,
  { tokens, wereRefused }: { tokens: TokenSet; wereRefused: boolean },
): Promise<RefreshOutcome> {
  const { grant } = leased;
  const hadFailed = grant.refreshFailures > 0;
  const sealed = sealTokens(ctx, grant, tokens, leased.now());
  const isWritten = await writeFenced(ctx, leased, {
    isQuiet: isUntroubled(grant) && !wereRefused,
    isAboutKeys: wereRefused,
    outcome: "refreshed",
    async change(db, at) {
      if (wereRefused) {
        await beyondFirm(db, "what the agency's own application is at", (all) =>
          noteKeysAccepted(all, ctx, { applicationId: grant.applicationId, at }),
        );
      }
      return newTokens(grant, sealed);
    },
  });
  if (!isWritten) await endStray(ctx, grant, sealed);
  if (hadFailed) await pullForward(ctx, grant.region);
  if (!isWritten) return { kind: "overtaken" };
  const { accessToken, expiresInSeconds: secondsLeft } = tokens;
  return {
    kind: "refreshed",
    token: { accessToken, expiresAt: sealed.accessExpiresAt, secondsLeft },
  };
}

type SealedTokens = ReturnType<typeof sealTokens>;

/** Who disconnects while Clio answers is disconnected: what Clio has given by then is ended there, too. */
async function endStray(ctx: Context, grant: LeasedGrant, sealed: SealedTokens): Promise<void> {
  const { accessTokenSealed, accessIssuedAt: at } = sealed;
  const isKept = await ctx.db.transaction((tx) =>
    keepUntilEnded(tx, grant, { accessTokenSealed, at }),
  );
  if (isKept) await revokeRetired(ctx, { grantId: grant.id });
}

/** By hand, as the lease: the door renews hundreds in a second. */
function newTokens(grant: LeasedGrant, sealed: SealedTokens): SQL {
  const at = sealed.accessIssuedAt.toISOString();
  // What could not be asked for meanwhile is asked for now.
  const askNow =
    grant.refreshFailures > 0 ? sql`, identity_due_at = ${at}, probes_due_at = ${at}` : sql``;
  return sql`(update grants set access_token_sealed = ${sealed.accessTokenSealed},
      refresh_token_sealed = coalesce(${sealed.refreshTokenSealed ?? null}, refresh_token_sealed),
      access_issued_at = ${at}, access_expires_at = ${sealed.accessExpiresAt.toISOString()},
      refresh_due_at = ${sealed.refreshDueAt.toISOString()}, refreshed_at = ${at},
      refresh_tried_at = ${at}, last_success_at = ${at}, refresh_outcome = 'refreshed',
      refresh_failures = 0, refused_at = null, lease_owner = null, lease_until = null${askNow}
    where id = ${grant.id} and fence = ${grant.fence} and state <> 'retired' returning id)`;
}

async function noteFailure(
  ctx: Context,
  leased: Leased,
  failure: Failure,
): Promise<RefreshOutcome> {
  const { grant } = leased;
  ctx.log.warn(
    { grant: grant.id, class: failure.class, code: failure.code },
    "tokens were not renewed",
  );
  const isAboutKeys = failure.code === "invalid_client";
  const isWritten = await writeFenced(ctx, leased, {
    isQuiet: false,
    isAboutKeys,
    outcome: failure.class,
    async change(tx, at) {
      if (isAboutKeys) {
        await beyondFirm(tx, "what the agency's own application is at", (all) =>
          noteKeysRefused(all, ctx, { ...grant, at }),
        );
      }
      await noteWorking(tx, { connectionId: grant.connectionId, isWorking: false, at });
      const refreshFailures = grant.refreshFailures + 1;
      const isRefused = failure.class === "rejected";
      const { isDoubted = false, values } = isRefused
        ? refusal(grant, { at, areMany: await isInOutage(tx, grant) })
        : {};
      const retry = { ...failure, class: isDoubted ? ("transient" as const) : failure.class };
      const update = tx
        .update(grants)
        .set({
          refreshOutcome: failure.class,
          refreshFailures,
          refreshDueAt: refreshRetryAt(retry, refreshFailures, Math.random(), at),
          refreshTriedAt: at,
          leaseOwner: null,
          leaseUntil: null,
          ...values,
        })
        .where(
          and(eq(grants.id, grant.id), eq(grants.fence, grant.fence), ne(grants.state, "retired")),
        )
        .returning({ id: grants.id });
      // Wrapped: what drizzle builds runs by itself when it is awaited.
      return sql`${update}`;
    },
  });
  if (!isWritten) return { kind: "overtaken" };
  return { kind: "failed", failure };
}

type Refusal = { values?: Partial<GrantRow>; isDoubted?: boolean };

/**
 * The first refusal is noted, the second one five minutes later is believed; not while many are refused
 * together: then it is asked again when that is over.
 */
function refusal(grant: LeasedGrant, { at, areMany }: { at: Date; areMany: boolean }): Refusal {
  if (!grant.refusedAt) return { values: { refusedAt: at } };
  if (areMany) return { isDoubted: true };
  const isSecond = at.getTime() - grant.refusedAt.getTime() >= REFUSAL_GAP_MS;
  return isSecond ? { values: { endedAt: at, endedReason: "revoked" } } : {};
}

async function isInOutage(tx: Queryable, grant: LeasedGrant): Promise<boolean> {
  const [found] = await tx
    .select({ outage: outageOfGrant })
    .from(grants)
    .where(eq(grants.id, grant.id));
  return found?.outage != null && found.outage.ended_at === null;
}
