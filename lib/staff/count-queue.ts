import { sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { queueCounts, queueRows } from "@/lib/db/schema";
import { queueTabs, type QueueTab } from "@/lib/vocabulary";
import { isFiltered, type QueueQuery } from "./queue-query";
import type { QueueCount, QueuePageView } from "./queue-views";
import { filtersWhere } from "./queue-where";

/** Filtered counts are exact up to this number. */
const EXACT_UP_TO = 1000;

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
  const rows = await ctx.db.query((db) =>
    isNarrow
      ? db.execute<{ tab: QueueTab; number: number }>(sql`
          select tabs.tab, (select count(*)::int from (
            select 1 from ${queueRows}
            where ${queueRows.tab} = tabs.tab and ${filtersWhere(query, personId)}
            limit ${EXACT_UP_TO + 1}) as counted) as number
          from jsonb_array_elements_text(${JSON.stringify(queueTabs)}::jsonb) as tabs(tab)`)
      : db.execute<{ tab: QueueTab; number: number }>(sql`
          select tab, sum(change)::int as number from ${queueCounts} group by tab`),
  );
  const found = new Map([...rows].map(({ tab, number }) => [tab, number]));
  const of = (tab: QueueTab) => countOf(found.get(tab) ?? 0, isNarrow);
  const counts = Object.fromEntries(queueTabs.map((tab) => [tab, of(tab)]));
  const all = queueTabs.reduce((sum, tab) => sum + (found.get(tab) ?? 0), 0);
  return { ...counts, all: countOf(all, isNarrow) } as QueuePageView["counts"];
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
