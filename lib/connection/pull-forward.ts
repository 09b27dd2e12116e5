import { and, eq, gt, inArray, isNull, sql, type SQL } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { beyondFirm, type Queryable } from "@/lib/db/client";
import { grants } from "@/lib/db/schema";
import type { Region } from "@/lib/vocabulary";

/** What was backed off is spread over this when Clio answers again. */
export const PULL_OVER_SECONDS = 180;
/** Of the backed-off in a region one is tried so often, whatever its back-off: to notice the return. */
const TRY_ONE_EVERY_SECONDS = 120;

const isBackedOff = and(
  // As the partial indices say it.
  sql`${grants.state} = 'active'`,
  isNull(grants.endedAt),
  eq(grants.refreshOutcome, "transient"),
  gt(grants.refreshFailures, 0),
);

/** At once, or spread over the seconds from then on. */
export const soon = (at: Date, overSeconds: number): SQL<Date> =>
  sql`${at.toISOString()}::timestamptz + random() * make_interval(secs => ${overSeconds})`;

/**
 * A region answers again: what was backed off there for up to an hour is due within three minutes. Finds
 * nothing, cheaply, when that has been done. Never throws: what brought the news has been stored.
 */
export async function pullForward(ctx: Context, region: Region): Promise<void> {
  try {
    const at = await now(ctx);
    const isLater = gt(grants.refreshDueAt, later(at, PULL_OVER_SECONDS));
    await ctx.db.transaction((tx) =>
      beyondFirm(tx, "when a region's other connections are due", async (all) => {
        const waiting = await lock(all, and(isBackedOff, eq(grants.region, region), isLater));
        await setDue(all, waiting, soon(at, PULL_OVER_SECONDS));
      }),
    );
  } catch (thrown) {
    ctx.log.error({ err: thrown, region }, "what was backed off could not be pulled forward");
  }
}

/**
 * Where all are backed off, nobody would notice for an hour that Clio is back: of each region one is
 * tried every two minutes.
 */
export async function tryOneOfEachRegion(ctx: Context): Promise<void> {
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const found = await tx.execute<{ id: string }>(sql`
      select distinct on (${grants.region}) ${grants.id} as id from ${grants}
      where ${isBackedOff} and ${grants.refreshDueAt} > ${at.toISOString()} and not exists (
        select 1 from ${grants} as tried
        where tried.region = ${grants.region} and tried.state = 'active' and tried.ended_at is null
          and tried.refresh_outcome = 'transient'
          and tried.refresh_tried_at > ${later(at, -TRY_ONE_EVERY_SECONDS).toISOString()})
      order by ${grants.region}, ${grants.refreshTriedAt}`);
    const ids = found.map(({ id }) => id);
    const waiting = await lock(tx, and(isBackedOff, inArray(grants.id, ids)));
    await setDue(tx, waiting, sql`${at.toISOString()}::timestamptz`);
  });
}

const later = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000);

/** Whoever is at one of them just now decides for itself: those are left out. */
async function lock(tx: Queryable, where: SQL | undefined): Promise<string[]> {
  const rows = await tx
    .select({ id: grants.id })
    .from(grants)
    .where(where)
    .for("update", { skipLocked: true });
  return rows.map(({ id }) => id);
}

async function setDue(tx: Queryable, ids: string[], dueAt: SQL<Date>): Promise<void> {
  if (ids.length === 0) return;
  await tx.update(grants).set({ refreshDueAt: dueAt }).where(inArray(grants.id, ids));
}
