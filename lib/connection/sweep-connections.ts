import { and, eq, exists, gt, inArray, isNull, lt, or } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { now, type Context } from "@/lib/context";
import { attempts, connections, grants } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { compareProof } from "./compare-proof";
import { expireAttempts } from "./expire-attempts";
import { isRegionOpen } from "./provider-gate";
import { recomputeStatus } from "./recompute-status";
import { retireGrant } from "./retire-grant";
import { revokeRetired } from "./revoke-retired";
import { PROBE_RUN_LIFE_MS, STAGED_LIFE_MS } from "./rules";
import { settleLater } from "./settle-staged";
import type { GrantRow } from "./tokens-at-rest";

const SETTLE_AFTER_MS = 30_000;
const BATCH = 20;
/** An attempt that led to nothing is forgotten this long after it timed out; the history keeps it. */
const ABANDONED_LIFE_MS = 24 * 60 * 60 * 1000;
const PURGE_BATCH = 500;

/**
 * What must go on without a person: accounts that could not be read yet, returns of the same account
 * that were not swapped in, staged grants that nobody
 * wanted for a day, tokens still to be ended at Clio, attempts that timed out, and a day later their
 * rows. Bounded; safe to repeat and to run twice at once; one bad row never stops the others.
 */
export async function sweepConnections(ctx: Context): Promise<void> {
  const at = await now(ctx);
  const old = (ageMs: number) => new Date(at.getTime() - ageMs);
  const staged = await ctx.db.query((db) =>
    db
      .select()
      .from(grants)
      .where(
        and(
          eq(grants.state, "staged"),
          lt(grants.createdAt, old(SETTLE_AFTER_MS)),
          or(isRegionOpen, lt(grants.createdAt, old(STAGED_LIFE_MS))),
        ),
      )
      .limit(BATCH),
  );
  for (const grant of staged) {
    try {
      if (grant.createdAt < old(STAGED_LIFE_MS)) await shred(ctx, grant, at);
      else if (await isUnsettled(ctx, grant, old(PROBE_RUN_LIFE_MS))) {
        await settleLater(ctx, grant.id);
      }
    } catch (thrown) {
      ctx.log.error({ err: thrown, grant: grant.id }, "a staged grant could not be swept");
    }
  }
  await revokeRetired(ctx);
  await ctx.db.transaction((tx) => expireAttempts(tx, ctx, lt(attempts.expiresAt, at), at));
  await purgeAbandoned(ctx, old(ABANDONED_LIFE_MS));
}

/**
 * Whether a staged grant waits for Clio and not for a person: its account could not be read yet, or it
 * is the same as before and Clio has not answered for every permission, or the process that tried it
 * died.
 */
async function isUnsettled(ctx: Context, grant: GrantRow, readBefore: Date): Promise<boolean> {
  const { connectionId, identityReadAt, identityRefusedAt, identityVerdict } = grant;
  if (!identityReadAt) return !identityRefusedAt;
  if (identityVerdict !== "confirmed" || identityReadAt >= readBefore) return false;
  return ctx.db.query(async (db) => {
    const [active] = await db
      .select()
      .from(grants)
      .where(and(eq(grants.connectionId, connectionId), eq(grants.state, "active")));
    if (!active || active.endedAt) return true;
    const proof = await compareProof(db, { activeId: active.id, stagedId: grant.id });
    return proof.lost.length === 0;
  });
}

/** A firm's last attempt stays: it tells staff that somebody left for Clio and is not back. */
async function purgeAbandoned(ctx: Context, before: Date): Promise<void> {
  const newer = alias(attempts, "newer");
  await ctx.db.query((db) => {
    const abandoned = db
      .select({ id: attempts.id })
      .from(attempts)
      .where(
        and(
          isNull(attempts.grantId),
          lt(attempts.expiresAt, before),
          exists(
            db
              .select({ id: newer.id })
              .from(newer)
              .where(
                and(eq(newer.firmId, attempts.firmId), gt(newer.createdAt, attempts.createdAt)),
              ),
          ),
        ),
      )
      .limit(PURGE_BATCH);
    return db.delete(attempts).where(inArray(attempts.id, abandoned));
  });
}

async function shred(ctx: Context, { id, connectionId }: GrantRow, at: Date): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await tx.select().from(connections).where(eq(connections.id, connectionId)).for("update");
    // Somebody may have confirmed it since it was listed: then it is in use.
    const [grant] = await tx
      .select()
      .from(grants)
      .where(and(eq(grants.id, id), eq(grants.state, "staged")))
      .for("update");
    if (!grant) return;
    const isAnswered = grant.identityReadAt && grant.identityVerdict !== "confirmed";
    const reason = isAnswered ? "nobody confirmed it" : "Clio did not answer";
    await retireGrant(tx, grant, at, reason);
    await recordEvent(tx, ctx, {
      kind: "connection.discarded",
      firmId: grant.firmId,
      data: { account: grant.accountName, reason },
    });
    await recomputeStatus(tx, ctx, grant.firmId, at);
  });
}
