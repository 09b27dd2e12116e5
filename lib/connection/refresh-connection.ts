import { and, eq } from "drizzle-orm";
import { openKeys, type ApplicationRow } from "@/lib/applications/keys";
import { now, type Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { beyondFirm, type Queryable } from "@/lib/db/client";
import { applications, grants } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { requireNotQuarantined } from "@/lib/settings/quarantine";
import type { Failure, TokenSet } from "@/lib/providers/provider";
import { count } from "@/lib/telemetry/numbers";
import { refreshRetryAt } from "./due-rules";
import { lockApplication, lockConnection } from "./lock-rows";
import { noteWorking } from "./note-working";
import { outageOfGrant } from "./outage-of-grant";
import { enterPaused, isLetThrough } from "./provider-gate";
import { pullForward } from "./pull-forward";
import { recomputeStatus } from "./recompute-status";
import { pausedGrant, releaseLease, takeLease, type Leased } from "./refresh-lease";
import { mayTryKeys, noteKeysAccepted, noteKeysRefused } from "./refuse-keys";
import { REFUSAL_GAP_MS, shouldRefresh, type RefreshDecision } from "./rules";
import { spreadOf } from "./spread";
import { openRefreshToken, sealTokens, type GrantRow } from "./tokens-at-rest";
import { watchedClio } from "./watched-clio";

export type RefreshOutcome =
  | { kind: "refreshed" }
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
  const decision = decide(paused, input.force, await now(ctx));
  if (!decision.should) return { kind: "not_needed", reason: decision.reason };
  const trier = await enterPaused(ctx, paused.region);
  if (!trier) return { kind: "paused" };
  const tried = await takeLease(trier, paused.id);
  return tried ? renew(trier, tried, input.force) : { kind: "busy" };
}

function decide(grant: GrantRow, force: boolean, at: Date): RefreshDecision {
  return shouldRefresh(
    { ...grant, hasRefreshToken: grant.refreshTokenSealed !== null },
    { force, spread: spreadOf(grant.connectionId) },
    at,
  );
}

async function renew(ctx: Context, leased: Leased, force: boolean): Promise<RefreshOutcome> {
  const { grant } = leased;
  const decision = decide(grant, force, leased.now());
  if (!decision.should) {
    await releaseLease(ctx, grant);
    return { kind: "not_needed", reason: decision.reason };
  }
  ctx.log.info({ grant: grant.id, reason: decision.reason }, "renewing tokens");
  try {
    const application = await requireApplication(ctx, grant);
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

async function requireApplication(ctx: Context, grant: GrantRow): Promise<ApplicationRow> {
  const [application] = await ctx.db.query((db) =>
    db.select().from(applications).where(eq(applications.id, grant.applicationId)),
  );
  if (application) return application;
  throw new AppError({ code: "internal", message: `no application of grant ${grant.id}` });
}

/** The keys were refused, and are not to be tried before then: nothing is asked, nothing is counted. */
async function putOff(ctx: Context, grant: GrantRow, nextAt: Date): Promise<RefreshOutcome> {
  await ctx.db.query((db) =>
    db
      .update(grants)
      .set({ leaseOwner: null, leaseUntil: null, refreshDueAt: nextAt })
      .where(and(eq(grants.id, grant.id), eq(grants.fence, grant.fence))),
  );
  const failure = { class: "misconfigured", code: "invalid_client", sent: false } as const;
  return { kind: "failed", failure: { ok: false, ...failure } };
}

type Write = {
  /** Nothing that the status is computed from changes. */
  isQuiet: boolean;
  /** The application's keys are refused, or taken again: that concerns all its connections. */
  isAboutKeys: boolean;
  values: (tx: Queryable, at: Date) => Promise<Partial<GrantRow>>;
};

/** Writes under the fence, with the event, in one transaction; false when the lease was lost. */
async function writeFenced(ctx: Context, leased: Leased, write: Write): Promise<boolean> {
  const { grant } = leased;
  const at = leased.now();
  return ctx.db.transaction(async (tx) => {
    if (write.isAboutKeys) await lockApplication(tx, grant.applicationId);
    if (!write.isQuiet) await lockConnection(tx, grant.connectionId);
    const values = await write.values(tx, at);
    const written = await tx
      .update(grants)
      .set({ ...values, leaseOwner: null, leaseUntil: null, refreshTriedAt: at })
      .where(and(eq(grants.id, grant.id), eq(grants.fence, grant.fence)))
      .returning({ id: grants.id });
    if (written.length === 0) return false;
    const isGood = values.refreshOutcome === "refreshed";
    await recordEvent(tx, ctx, {
      kind: isGood ? "connection.refreshed" : "connection.refresh_failed",
      firmId: grant.firmId,
      data: { grant: grant.id, outcome: values.refreshOutcome ?? null },
    });
    if (!write.isQuiet) await recomputeStatus(tx, ctx, grant.firmId, at);
    return true;
  });
}

/** New tokens in the place of good ones say nothing new of the connection. */
function isUntroubled(grant: GrantRow): boolean {
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
  const isWritten = await writeFenced(ctx, leased, {
    isQuiet: isUntroubled(grant) && !wereRefused,
    isAboutKeys: wereRefused,
    async values(tx, at) {
      if (wereRefused) {
        await beyondFirm(tx, "what the agency's own application is at", (all) =>
          noteKeysAccepted(all, ctx, { applicationId: grant.applicationId, at }),
        );
      }
      return {
        ...sealTokens(ctx, grant, tokens, at),
        refreshedAt: at,
        refreshOutcome: "refreshed" as const,
        refreshFailures: 0,
        refusedAt: null,
        lastSuccessAt: at,
        // What could not be asked for meanwhile is asked for now.
        ...(hadFailed && { identityDueAt: at, probesDueAt: at }),
      };
    },
  });
  if (hadFailed) await pullForward(ctx, grant.region);
  return { kind: isWritten ? "refreshed" : "overtaken" };
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
    async values(tx, at) {
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
      return {
        refreshOutcome: failure.class,
        refreshFailures,
        refreshDueAt: refreshRetryAt(retry, refreshFailures, Math.random(), at),
        ...values,
      };
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
function refusal(grant: GrantRow, { at, areMany }: { at: Date; areMany: boolean }): Refusal {
  if (!grant.refusedAt) return { values: { refusedAt: at } };
  if (areMany) return { isDoubted: true };
  const isSecond = at.getTime() - grant.refusedAt.getTime() >= REFUSAL_GAP_MS;
  return isSecond ? { values: { endedAt: at, endedReason: "revoked" } } : {};
}

async function isInOutage(tx: Queryable, grant: GrantRow): Promise<boolean> {
  const [found] = await tx
    .select({ outage: outageOfGrant })
    .from(grants)
    .where(eq(grants.id, grant.id));
  return found?.outage != null && found.outage.ended_at === null;
}
