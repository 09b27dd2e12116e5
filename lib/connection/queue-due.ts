import { and, asc, eq, gt, isNull, lte, or, sql } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { grants, providerPauses } from "@/lib/db/schema";
import { regionalKinds, type RegionalKind } from "@/lib/jobs/queues";
import { regions, type Region } from "@/lib/vocabulary";

/** Rows for one statement: all of them are queued well inside a query's deadline. */
const PAGE = 1000;
/** Of one kind and region in one sweep: the next one, seconds later, goes on. */
const PAGES = 10;

const dueColumns = {
  refresh: grants.refreshDueAt,
  identity: grants.identityDueAt,
  probes: grants.probesDueAt,
} as const;

/**
 * Gives each active grant whose tokens, account or permissions are due a job of its own, the longest
 * due first, each region apart. What is queued already is not queued twice, so sweeps may overlap. Of a
 * paused region nothing is queued, and when its time is over one of a kind: one of them may try.
 */
export async function queueDue(ctx: Context): Promise<void> {
  const at = await now(ctx);
  const pauses = await ctx.db.query((db) => db.select().from(providerPauses));
  for (const region of regions) {
    const pause = pauses.find((one) => one.region === region);
    if (pause && pause.until > at) continue;
    // A look at every permission is many calls: it waits until a trial was answered.
    const kinds = pause ? regionalKinds.filter((kind) => kind !== "probes") : regionalKinds;
    const limit = pause ? 1 : PAGE;
    for (const kind of kinds) await queueKind(ctx, { kind, region, at, limit });
  }
}

type Kind = { kind: RegionalKind; region: Region; at: Date; limit: number };
type Place = { dueAt: Date; id: string };

async function queueKind(ctx: Context, input: Kind): Promise<void> {
  if (input.limit < PAGE) {
    await queuePage(ctx, input, null);
    return;
  }
  let after = await queuePage(ctx, input, null);
  for (let page = 1; after && page < PAGES; page += 1) after = await queuePage(ctx, input, after);
}

/** Queues the jobs of one page after `after`. Returns where the next one begins; null at the end. */
async function queuePage(ctx: Context, input: Kind, after: Place | null): Promise<Place | null> {
  const { kind, region, at, limit } = input;
  const due = dueColumns[kind];
  return ctx.db.transaction(async (tx) => {
    const found = await tx
      .select({ id: grants.id, dueAt: due })
      .from(grants)
      .where(
        and(
          eq(grants.region, region),
          // As the partial indices say it.
          sql`state = 'active'`,
          isNull(grants.endedAt),
          lte(due, at),
          after
            ? or(gt(due, after.dueAt), and(eq(due, after.dueAt), gt(grants.id, after.id)))
            : undefined,
        ),
      )
      .orderBy(asc(due), asc(grants.id))
      .limit(limit);
    const jobs = found.map(({ id }) => ({
      data: { grantId: id, trigger: "daily" as const },
      key: id,
      region,
    }));
    await ctx.jobs.send(tx, kind, jobs);
    const end = found.at(-1);
    return found.length === PAGE && end?.dueAt ? { id: end.id, dueAt: end.dueAt } : null;
  });
}
