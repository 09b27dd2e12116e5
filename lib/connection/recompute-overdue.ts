import { asc, eq, lte } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { connections } from "@/lib/db/schema";
import { recomputeStatus } from "./recompute-status";

const BATCH = 200;

/**
 * Computes anew the statuses that time alone has changed: a proof grew old, a version's day has come.
 * Bounded; safe to repeat and to run twice at once.
 */
export async function recomputeOverdue(ctx: Context): Promise<void> {
  const at = await now(ctx);
  const overdue = await ctx.db.query((db) =>
    db
      .select({ id: connections.id, firmId: connections.firmId })
      .from(connections)
      .where(lte(connections.statusChangesAt, at))
      .orderBy(asc(connections.statusChangesAt))
      .limit(BATCH),
  );
  for (const { id, firmId } of overdue) {
    try {
      await ctx.db.transaction(async (tx) => {
        await tx.select().from(connections).where(eq(connections.id, id)).for("update");
        await recomputeStatus(tx, ctx, firmId, at);
      });
    } catch (thrown) {
      ctx.log.error({ err: thrown, connection: id }, "a status could not be computed anew");
    }
  }
}
