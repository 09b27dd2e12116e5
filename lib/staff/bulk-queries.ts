import { and, asc, count, desc, eq, gt } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { bulkItems, bulkRuns, firms, people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { bulkTitle, type BulkCounts, type BulkState } from "./bulk-rules";

export type BulkRunView = {
  id: string;
  title: string;
  total: number;
  by: string;
  createdAt: Date;
  /** Null while firms of it wait. */
  finishedAt: Date | null;
};
export type BulkItemView = {
  firmId: string;
  firmName: string;
  position: number;
  state: BulkState;
  outcome: string | null;
};

const PAGE = 100;
const RECENT = 30;

/** How many firms of a run have which state. */
export async function countItems(db: Queryable, runId: string): Promise<BulkCounts> {
  const rows = await db
    .select({ state: bulkItems.state, number: count() })
    .from(bulkItems)
    .where(eq(bulkItems.runId, runId))
    .groupBy(bulkItems.state);
  const counts: BulkCounts = { waiting: 0, done: 0, nothing: 0, failed: 0 };
  for (const { state, number } of rows) counts[state] = number;
  return counts;
}

const columns = { run: bulkRuns, by: people.name };
const viewOf = ({ run, by }: { run: typeof bulkRuns.$inferSelect; by: string }): BulkRunView => ({
  id: run.id,
  title: bulkTitle(run.kind, run.params),
  total: run.total,
  by,
  createdAt: run.createdAt,
  finishedAt: run.finishedAt,
});

/** One run with its counts. For staff; throws `not_found`. */
export async function loadBulkRun(
  ctx: Context,
  runId: string,
): Promise<BulkRunView & { counts: BulkCounts }> {
  requireStaff(ctx, "viewer");
  const [row] = await ctx.db.query((db) =>
    db
      .select(columns)
      .from(bulkRuns)
      .innerJoin(people, eq(people.id, bulkRuns.createdBy))
      .where(eq(bulkRuns.id, runId)),
  );
  if (!row) throw new AppError({ code: "not_found", message: `no bulk run ${runId}` });
  return { ...viewOf(row), counts: await ctx.db.query((db) => countItems(db, runId)) };
}

/** The newest runs of everybody. For staff. */
export async function listBulkRuns(ctx: Context): Promise<BulkRunView[]> {
  requireStaff(ctx, "viewer");
  const rows = await ctx.db.query((db) =>
    db
      .select(columns)
      .from(bulkRuns)
      .innerJoin(people, eq(people.id, bulkRuns.createdBy))
      .orderBy(desc(bulkRuns.createdAt), desc(bulkRuns.id))
      .limit(RECENT),
  );
  return rows.map(viewOf);
}

/** A page of a run's firms in their order, all or of one state. For staff. */
export async function listBulkItems(
  ctx: Context,
  input: { runId: string; state?: BulkState; after: number },
): Promise<{ items: BulkItemView[]; /** The `after` of the next page. */ next: number | null }> {
  requireStaff(ctx, "viewer");
  const { runId, state, after } = input;
  const rows = await ctx.db.query((db) =>
    db
      .select({
        firmId: bulkItems.firmId,
        firmName: firms.name,
        position: bulkItems.position,
        state: bulkItems.state,
        outcome: bulkItems.outcome,
      })
      .from(bulkItems)
      .innerJoin(firms, eq(firms.id, bulkItems.firmId))
      .where(
        and(
          eq(bulkItems.runId, runId),
          gt(bulkItems.position, after),
          state && eq(bulkItems.state, state),
        ),
      )
      .orderBy(asc(bulkItems.position))
      .limit(PAGE + 1),
  );
  const items = rows.slice(0, PAGE);
  return { items, next: rows.length > PAGE ? (items.at(-1)?.position ?? null) : null };
}
