import { sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { queueCounts, queueRows } from "@/lib/db/schema";
import { queueTabs, type QueueTab } from "@/lib/vocabulary";
import { isFiltered, type QueueQuery } from "./queue-query";
import type { QueueCount, QueuePageView } from "./queue-views";
import { isByWords, countedWhere } from "./queue-where";

/** Filtered counts are exact up to this number. */
const EXACT_UP_TO = 1000;

/** Firms with the words of a search that are looked at together; beyond, tab by tab. */
const LOOKED_AT = 4000;

type Found = Map<QueueTab, number>;

/**
 * How many firms each tab holds: all of them from the counters that every change keeps, of a filter
 * exactly up to 1,000. For staff.
 */
export async function countQueue(
  ctx: Context,
  query: QueueQuery,
): Promise<QueuePageView["counts"]> {
  const { personId } = requireStaff(ctx, "viewer");
  const isNarrow = isFiltered(query);
  const found = await (isNarrow ? countFiltered(ctx, query, personId) : countAll(ctx));
  const of = (tab: QueueTab) => countOf(found.get(tab) ?? 0, isNarrow);
  const counts = Object.fromEntries(queueTabs.map((tab) => [tab, of(tab)]));
  const all = queueTabs.reduce((sum, tab) => sum + (found.get(tab) ?? 0), 0);
  return { ...counts, all: countOf(all, isNarrow) } as QueuePageView["counts"];
}

async function countAll(ctx: Context): Promise<Found> {
  const rows = await ctx.db.query((db) =>
    db.execute<{ tab: QueueTab; number: number }>(
      sql`select tab, sum(change)::int as number from ${queueCounts} group by tab`,
    ),
  );
  return new Map([...rows].map(({ tab, number }) => [tab, number]));
}

/** A word is looked up once for all tabs; what many firms have, once more for each tab that has few. */
async function countFiltered(ctx: Context, query: QueueQuery, personId: string): Promise<Found> {
  if (!isByWords(query)) return countTabs(ctx, query, personId, queueTabs);
  const rows = await ctx.db.query((db) =>
    db.execute<{ tab: QueueTab; number: number }>(sql`
      select tab, count(*)::int as number from (
        select tab from ${queueRows} where ${countedWhere({ ...query, tab: null }, personId)}
        limit ${LOOKED_AT}) as looked_at group by tab`),
  );
  const found = new Map([...rows].map(({ tab, number }) => [tab, number]));
  const total = [...found.values()].reduce((sum, number) => sum + number, 0);
  if (total < LOOKED_AT) return found;
  const few = queueTabs.filter((tab) => (found.get(tab) ?? 0) <= EXACT_UP_TO);
  return new Map([...found, ...(await countTabs(ctx, query, personId, few))]);
}

async function countTabs(
  ctx: Context,
  query: QueueQuery,
  personId: string,
  tabs: readonly QueueTab[],
): Promise<Found> {
  if (tabs.length === 0) return new Map();
  const parts = tabs.map(
    (tab) => sql`select ${tab} as tab, (select count(*)::int from (
      select 1 from ${queueRows} where ${countedWhere({ ...query, tab }, personId)}
      limit ${EXACT_UP_TO + 1}) as counted) as number`,
  );
  const rows = await ctx.db.query((db) =>
    db.execute<{ tab: QueueTab; number: number }>(sql.join(parts, sql` union all `)),
  );
  return new Map([...rows].map(({ tab, number }) => [tab, number]));
}

function countOf(number: number, isNarrow: boolean): QueueCount {
  const isMore = isNarrow && number > EXACT_UP_TO;
  return { number: isMore ? EXACT_UP_TO : Math.max(0, number), isMore };
}

/** Makes one row of each tab's many changes. Two at once take each change once. */
export async function foldQueueCounts(ctx: Context): Promise<void> {
  await ctx.db.query((db) =>
    db.execute(sql`
      with gone as (delete from ${queueCounts} returning tab, change)
      insert into ${queueCounts} (tab, change)
      select tab, sum(change) from gone group by tab having sum(change) <> 0`),
  );
}
