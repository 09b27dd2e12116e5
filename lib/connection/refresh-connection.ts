import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import { openKeys } from "@/lib/applications/keys";
import { now, type Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import type { Queryable } from "@/lib/db/client";
import { applications, grants } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { newId } from "@/lib/ids";
import { clioProvider } from "@/lib/providers/clio/clio-provider";
import { requireNotQuarantined } from "@/lib/settings/quarantine";
import type { Failure, TokenSet } from "@/lib/providers/provider";
import { refreshRetryAt } from "./due-rules";
import { noteWorking } from "./note-working";
import { recomputeStatus } from "./recompute-status";
import { REFUSAL_GAP_MS, shouldRefresh, type RefreshDecision } from "./rules";
import { spreadOf } from "./spread";
import { tellOfOurKeys } from "./tell-of-our-keys";
import { openRefreshToken, sealTokens, type GrantRow } from "./tokens-at-rest";

/** Longer than a call may take (15 s) by a wide margin: a lease that ends early would let two in. */
const LEASE_MS = 60_000;

export type RefreshOutcome =
  | { kind: "refreshed" }
  | { kind: "not_needed"; reason: RefreshDecision["reason"] }
  /** Somebody else is at it: wait, and read the grant again. */
  | { kind: "busy" }
  | { kind: "failed"; failure: Failure }
  /** Our write was refused by the fence: a newer one stands. */
  | { kind: "overtaken" };

/**
 * Renews a grant's tokens: the only place that does. A lease lets one in, the row is read again
 * under it, a pure rule decides, the call is bounded far below the lease, and the write is refused
 * by the fence if the lease was lost meanwhile. `force` renews before it is due.
 *
 * No failure of the provider's is thrown; a definite refusal ends the grant only when it comes twice,
 * five minutes apart, for the same refresh token.
 */
export async function refreshConnection(
  ctx: Context,
  input: { grantId: string; force: boolean },
): Promise<RefreshOutcome> {
  requireRightKeys(ctx.ring);
  await requireNotQuarantined(ctx);
  const grant = await takeLease(ctx, input.grantId);
  if (!grant) return { kind: "busy" };
  const at = await now(ctx);
  const decision = shouldRefresh(
    { ...grant, hasRefreshToken: grant.refreshTokenSealed !== null },
    { force: input.force, spread: spreadOf(grant.connectionId) },
    at,
  );
  if (!decision.should) {
    await releaseLease(ctx, grant);
    return { kind: "not_needed", reason: decision.reason };
  }
  ctx.log.info({ grant: grant.id, reason: decision.reason }, "renewing tokens");
  try {
    const answer = await callProvider(ctx, grant);
    return answer.ok
      ? await store(ctx, grant, answer.tokens)
      : await noteFailure(ctx, grant, answer);
  } catch (thrown) {
    await releaseLease(ctx, grant);
    throw thrown;
  }
}

/** One conditional UPDATE on the database's clock decides who is in; it also reads the row anew. */
async function takeLease(ctx: Context, grantId: string): Promise<GrantRow | null> {
  const owner = newId("request");
  const [grant] = await ctx.db.query((db) =>
    db
      .update(grants)
      .set({
        leaseOwner: owner,
        leaseUntil: sql`now() + make_interval(secs => ${LEASE_MS / 1000})`,
        fence: sql`${grants.fence} + 1`,
      })
      .where(
        and(
          eq(grants.id, grantId),
          or(isNull(grants.leaseUntil), lt(grants.leaseUntil, sql`now()`)),
        ),
      )
      .returning(),
  );
  return grant ?? null;
}

async function releaseLease(ctx: Context, grant: GrantRow): Promise<void> {
  await ctx.db.query((db) =>
    db
      .update(grants)
      .set({ leaseOwner: null, leaseUntil: null })
      .where(and(eq(grants.id, grant.id), eq(grants.fence, grant.fence))),
  );
}

async function callProvider(
  ctx: Context,
  grant: GrantRow,
): Promise<{ ok: true; tokens: TokenSet } | Failure> {
  const [application] = await ctx.db.query((db) =>
    db.select().from(applications).where(eq(applications.id, grant.applicationId)),
  );
  if (!application) {
    return { ok: false, class: "misconfigured", code: "no_application", sent: false };
  }
  return clioProvider(ctx.env).refresh({
    region: grant.region,
    keys: openKeys(ctx, application),
    refreshToken: openRefreshToken(ctx, grant),
  });
}

/** Writes under the fence, with the event, in one transaction; false when the lease was lost. */
async function writeFenced(
  ctx: Context,
  grant: GrantRow,
  write: (tx: Queryable, at: Date) => Promise<Partial<GrantRow>>,
): Promise<boolean> {
  const at = await now(ctx);
  return ctx.db.transaction(async (tx) => {
    const values = await write(tx, at);
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
    await recomputeStatus(tx, ctx, grant.firmId, at);
    return true;
  });
}

async function store(ctx: Context, grant: GrantRow, tokens: TokenSet): Promise<RefreshOutcome> {
  const isWritten = await writeFenced(ctx, grant, async (_tx, at) => ({
    ...sealTokens(ctx, grant, tokens, at),
    refreshedAt: at,
    refreshOutcome: "refreshed" as const,
    refreshFailures: 0,
    refusedAt: null,
    lastSuccessAt: at,
  }));
  return { kind: isWritten ? "refreshed" : "overtaken" };
}

async function noteFailure(
  ctx: Context,
  grant: GrantRow,
  failure: Failure,
): Promise<RefreshOutcome> {
  ctx.log.warn(
    { grant: grant.id, class: failure.class, code: failure.code },
    "tokens were not renewed",
  );
  const isWritten = await writeFenced(ctx, grant, async (tx, at) => {
    if (failure.code === "invalid_client") {
      const [application] = await tx
        .update(applications)
        .set({ keyCheck: "refused", keyCheckedAt: at })
        .where(eq(applications.id, grant.applicationId))
        .returning({ firmId: applications.firmId });
      if (application?.firmId === null) await tellOfOurKeys(tx, ctx, grant, at);
    }
    await noteWorking(tx, { connectionId: grant.connectionId, isWorking: false, at });
    const refreshFailures = grant.refreshFailures + 1;
    const values = {
      refreshOutcome: failure.class,
      refreshFailures,
      refreshDueAt: refreshRetryAt(failure, refreshFailures, Math.random(), at),
    };
    return failure.class === "rejected" ? { ...values, ...refusal(grant, at) } : values;
  });
  if (!isWritten) return { kind: "overtaken" };
  return { kind: "failed", failure };
}

/** The first refusal is noted, the second one five minutes later is believed. */
function refusal(grant: GrantRow, at: Date): Partial<GrantRow> {
  if (!grant.refusedAt) return { refusedAt: at };
  const isSecond = at.getTime() - grant.refusedAt.getTime() >= REFUSAL_GAP_MS;
  return isSecond ? { endedAt: at, endedReason: "revoked" } : {};
}
