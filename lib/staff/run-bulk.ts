import { and, asc, eq, isNull, ne, notExists, sql } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { bulkItems, bulkRuns, people } from "@/lib/db/schema";
import { toAppError, type AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { bulkEffect, type BulkRun } from "./bulk-effect";
import { countItems } from "./bulk-queries";

/** Items that are looked up together. */
const CHUNK = 50;
/** Firms at once: each waits mostly for the database. */
const AT_ONCE = 4;

/**
 * Does what a run has still to do, each firm in a transaction of its own together with its outcome: one
 * that fails gets the reason and stops no other, and a run that was killed goes on where it was, without
 * doing anything twice. Throws when the database or the keys are away, to be tried again.
 */
export async function runBulk(ctx: Context, { runId }: { runId: string }): Promise<void> {
  const [run] = await ctx.db.query((db) =>
    db
      .select()
      .from(bulkRuns)
      .where(and(eq(bulkRuns.id, runId), isNull(bulkRuns.finishedAt))),
  );
  if (!run) return;
  for (;;) {
    const acting = await actingFor(ctx, run);
    if (!acting) await failAll(ctx, run);
    const firmIds = acting ? await findWaiting(ctx, run) : [];
    if (acting && firmIds.length > 0) await doChunk(acting, run, firmIds);
    else if (await finish(ctx, run)) return;
  }
}

/** The portal, acting for the person who began it; null when they may not act any more. */
async function actingFor(ctx: Context, run: BulkRun): Promise<Context | null> {
  const [person] = await ctx.db.query((db) =>
    db
      .select({ id: people.id, role: people.staffRole })
      .from(people)
      .where(
        and(
          eq(people.id, run.createdBy),
          isNull(people.disabledAt),
          ne(people.staffRole, "viewer"),
        ),
      ),
  );
  if (!person?.role) return null;
  const { id: personId, role } = person;
  return { ...ctx, actor: { kind: "staff", personId, role, sessionId: run.id } };
}

async function failAll(ctx: Context, run: BulkRun): Promise<void> {
  const outcome = "Who began this may not act any more. Nothing was done.";
  await ctx.db.query((db) =>
    db
      .update(bulkItems)
      .set({ state: "failed", outcome, doneAt: sql`now()` })
      .where(waitingOf(run.id)),
  );
}

const waitingOf = (runId: string) =>
  and(eq(bulkItems.runId, runId), eq(bulkItems.state, "waiting"));

async function findWaiting(ctx: Context, run: BulkRun): Promise<string[]> {
  const rows = await ctx.db.query((db) =>
    db
      .select({ firmId: bulkItems.firmId })
      .from(bulkItems)
      .where(waitingOf(run.id))
      .orderBy(asc(bulkItems.position))
      .limit(CHUNK),
  );
  return rows.map(({ firmId }) => firmId);
}

async function doChunk(ctx: Context, run: BulkRun, firmIds: string[]): Promise<void> {
  const effect = await bulkEffect(ctx, run, firmIds);
  const left = firmIds.values();
  const work = async () => {
    for (const firmId of left) await doItem(ctx, run, firmId, effect);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function doItem(
  ctx: Context,
  run: BulkRun,
  firmId: string,
  { before, apply }: Awaited<ReturnType<typeof bulkEffect>>,
): Promise<void> {
  const mine = and(waitingOf(run.id), eq(bulkItems.firmId, firmId));
  try {
    await before(firmId);
    await ctx.db.transaction(async (tx) => {
      const claimed = await tx
        .select({ firmId: bulkItems.firmId })
        .from(bulkItems)
        .where(mine)
        .for("update");
      // Another worker has done it meanwhile.
      if (claimed.length === 0) return;
      const { state, outcome } = await apply(tx, firmId);
      await tx
        .update(bulkItems)
        .set({ state, outcome, doneAt: sql`now()` })
        .where(mine);
    });
  } catch (thrown) {
    const error = toAppError(thrown);
    // Not this firm's: the run is tried again as a whole.
    if (error.code === "unavailable" || error.code === "keys_unavailable") throw error;
    if (error.code === "internal") {
      ctx.log.error({ err: error, run: run.id, firm: firmId }, "a firm of a bulk run failed");
    }
    await ctx.db.query((db) =>
      db
        .update(bulkItems)
        .set({ state: "failed", outcome: reasonOf(error), doneAt: sql`now()` })
        .where(mine),
    );
  }
}

/** In plain words; what a field is told says more than that a form needs another look. */
function reasonOf(error: AppError): string {
  return Object.values(error.fields)[0] ?? error.human;
}

/** Ends a run of which nothing waits; false when something does. */
async function finish(ctx: Context, run: BulkRun): Promise<boolean> {
  const at = await now(ctx);
  return ctx.db.transaction(async (tx) => {
    const ended = await tx
      .update(bulkRuns)
      .set({ finishedAt: at })
      .where(
        and(
          eq(bulkRuns.id, run.id),
          isNull(bulkRuns.finishedAt),
          notExists(
            tx
              .select({ one: sql`1` })
              .from(bulkItems)
              .where(waitingOf(run.id)),
          ),
        ),
      )
      .returning({ id: bulkRuns.id });
    const counts = await countItems(tx, run.id);
    if (ended.length === 0) return counts.waiting === 0;
    const { done, nothing, failed } = counts;
    const data = { run: run.id, what: run.kind, count: run.total, done, nothing, failed };
    await recordEvent(tx, ctx, { kind: "bulk.ended", firmId: null, data });
    return true;
  });
}
