import { desc, gt, max, sql } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { isLockTimeout } from "@/lib/db/database-errors";
import { eventAnchors, eventChain, eventHeads } from "@/lib/db/schema";
import { anchorHash } from "./chain-hash";

export const ANCHOR_EVERY_MS = 60 * 60 * 1000;

/** While it waits for the lock, whoever writes an event waits behind it. */
const LOCK_WAIT = "500ms";

/**
 * Writes an anchor over the ends of all chains when the last one is an hour old. Any number of
 * processes may call it at any time: one of them writes. Returns whether this one did; when the
 * history is too busy to be held still, nobody does, and the next call tries again. The hash goes to
 * the log, too: a copy of it outside of the database shows when all was rewritten.
 */
export async function anchorEvents(ctx: Context): Promise<boolean> {
  const at = await now(ctx);
  if (!(await ctx.db.query((db) => findDue(db, at)))) return false;
  try {
    return await ctx.db.transaction((tx) => writeAnchor(tx, ctx, at));
  } catch (thrown) {
    if (!isLockTimeout(thrown)) throw thrown;
    ctx.log.info("the history is too busy for an anchor; the next call tries again");
    return false;
  }
}

async function writeAnchor(tx: Queryable, ctx: Context, at: Date): Promise<boolean> {
  await tx.execute(sql`select set_config('lock_timeout', ${LOCK_WAIT}, true)`);
  // Whoever has moved a head has committed by then, and nobody moves one until this ends: every link
  // with a lower number can be seen. The mode also keeps a second process with the same wish out.
  await tx.execute(sql`lock table ${eventHeads} in share row exclusive mode`);
  const last = await findDue(tx, at);
  const [newest] = await tx.select({ seq: max(eventChain.seq) }).from(eventChain);
  if (!last || !newest?.seq) return false;
  const heads = await tx.select().from(eventHeads).where(gt(eventHeads.position, 0));
  const fields = { seq: last.seq + 1, throughSeq: newest.seq };
  const hash = anchorHash(
    last.hash,
    { ...fields, atMs: String(at.getTime()) },
    new Map(heads.map(({ chain, ...end }) => [chain, end])),
  );
  await tx.insert(eventAnchors).values({ ...fields, at, chains: heads.length, hash });
  ctx.log.info({ anchor: fields.seq, ...fields, hash }, "the history was anchored");
  return true;
}

/** The anchor that the next one follows, or null while it is too young for one. */
async function findDue(db: Queryable, at: Date): Promise<{ seq: number; hash: string } | null> {
  const [last] = await db.select().from(eventAnchors).orderBy(desc(eventAnchors.seq)).limit(1);
  if (!last) return { seq: 0, hash: "" };
  return at.getTime() - last.at.getTime() >= ANCHOR_EVERY_MS ? last : null;
}
