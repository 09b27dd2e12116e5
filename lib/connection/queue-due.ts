import { and, asc, eq, gt, isNull, lte, or, sql } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { grants } from "@/lib/db/schema";
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
 * due first, each region apart. What is queued already is not queued twice, so sweeps may overlap.
 */
export async function queueDue(ctx: Context): Promise<void> {
  const at = await now(ctx);
  for (const region of regions) {
    for (const kind of regionalKinds) await queueKind(ctx, { kind, region, at });
  }
}

type Kind = { kind: RegionalKind; region: Region; at: Date };
type Place = { dueAt: Date; id: string };

async function queueKind(ctx: Context, input: Kind): Promise<void> {
  let after = await queuePage(ctx, input, null);
  for (let page = 1; after && page < PAGES; page += 1) after = await queuePage(ctx, input, after);
}

/** Queues the jobs of one page after `after`. Returns where the next one begins; null at the end. */
async function queuePage(ctx: Context, input: Kind, after: Place | null): Promise<Place | null> {
  const { kind, region, at } = input;
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
      .limit(PAGE);
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
