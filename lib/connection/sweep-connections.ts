import { and, eq, exists, gt, inArray, isNull, lt } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { now, type Context } from "@/lib/context";
import { attempts, grants } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { expireAttempts } from "./expire-attempts";
import { recomputeStatus } from "./recompute-status";
import { retireGrant } from "./retire-grant";
import { revokeRetired } from "./revoke-retired";
import { STAGED_LIFE_MS } from "./rules";
import { settleStaged } from "./settle-staged";

const SETTLE_AFTER_MS = 30_000;
const BATCH = 20;
/** An attempt that led to nothing is forgotten this long after it timed out; the history keeps it. */
const ABANDONED_LIFE_MS = 24 * 60 * 60 * 1000;
const PURGE_BATCH = 500;

/**
 * What must go on without a person: accounts that could not be read yet, staged grants that nobody
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
      .where(and(eq(grants.state, "staged"), lt(grants.createdAt, old(SETTLE_AFTER_MS))))
      .limit(BATCH),
  );
  for (const grant of staged) {
    try {
      if (grant.createdAt < old(STAGED_LIFE_MS)) await shred(ctx, grant, at);
      else if (!grant.identityReadAt && !grant.identityRefusedAt) await settleStaged(ctx, grant.id);
    } catch (thrown) {
      ctx.log.error({ err: thrown, grant: grant.id }, "a staged grant could not be swept");
    }
  }
  await revokeRetired(ctx);
  await ctx.db.transaction((tx) => expireAttempts(tx, ctx, lt(attempts.expiresAt, at), at));
  await purgeAbandoned(ctx, old(ABANDONED_LIFE_MS));
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

async function shred(ctx: Context, grant: typeof grants.$inferSelect, at: Date): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await retireGrant(tx, grant, at, "nobody confirmed it");
    await recordEvent(tx, ctx, {
      kind: "connection.discarded",
      firmId: grant.firmId,
      data: { account: grant.accountName, reason: "nobody confirmed it" },
    });
    await recomputeStatus(tx, ctx, grant.firmId, at);
  });
}
