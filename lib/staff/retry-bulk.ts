import { and, eq, isNull, lt, sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { bulkItems, bulkRuns } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";

/**
 * Lets the failed firms of a run be tried once more; what was done stays done. For staff with role
 * operator. Of two presses one finds something to do. Throws `not_found`.
 */
export async function retryBulk(ctx: Context, { runId }: { runId: string }): Promise<void> {
  requireStaff(ctx, "operator");
  await ctx.db.transaction(async (tx) => {
    const [run] = await tx.select().from(bulkRuns).where(eq(bulkRuns.id, runId)).for("update");
    if (!run) throw new AppError({ code: "not_found", message: `no bulk run ${runId}` });
    const again = await tx
      .update(bulkItems)
      .set({ state: "waiting", outcome: null, doneAt: null })
      .where(and(eq(bulkItems.runId, runId), eq(bulkItems.state, "failed")))
      .returning({ firmId: bulkItems.firmId });
    if (again.length === 0) return;
    await tx.update(bulkRuns).set({ finishedAt: null }).where(eq(bulkRuns.id, runId));
    const data = { run: runId, what: run.kind, count: again.length, again: true };
    await recordEvent(tx, ctx, { kind: "bulk.started", firmId: null, data });
    await ctx.jobs.send(tx, "bulk", [{ data: { runId }, key: runId }]);
  });
}

/**
 * Queues the runs that are not at their end once more: begun again while the job before was just
 * ending, or given up by a worker that failed too often. One that is at work is not queued twice.
 */
export async function requeueBulk(ctx: Context): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const open = await tx
      .select({ runId: bulkRuns.id })
      .from(bulkRuns)
      .where(and(isNull(bulkRuns.finishedAt), lt(bulkRuns.createdAt, sql`now() - interval '5 s'`)))
      .limit(100);
    const jobs = open.map((data) => ({ data, key: data.runId }));
    await ctx.jobs.send(tx, "bulk", jobs);
  });
}
