import { asc, lte } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { connections } from "@/lib/db/schema";
import { lockConnection } from "./lock-rows";
import { recomputeStatus } from "./recompute-status";

/** In one sweep; the next one, seconds later, goes on. */
const BATCH = 500;

/**
 * Stores the status of connections for which time alone changed it, or whose facts changed for many at
 * once. Each in a transaction of its own; one that cannot be computed does not stop the others.
 */
export async function sweepStatuses(ctx: Context): Promise<void> {
  const at = await now(ctx);
  const due = await ctx.db.query((db) =>
    db
      .select({ id: connections.id, firmId: connections.firmId })
      .from(connections)
      .where(lte(connections.statusChangesAt, at))
      .orderBy(asc(connections.statusChangesAt))
      .limit(BATCH),
  );
  for (const { id, firmId } of due) {
    try {
      await ctx.db.transaction(async (tx) => {
        await lockConnection(tx, id);
        await recomputeStatus(tx, ctx, firmId, at);
      });
    } catch (thrown) {
      ctx.log.error({ err: thrown, firm: firmId }, "a status could not be computed");
    }
  }
}
