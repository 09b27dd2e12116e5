import { isNotNull, sql } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";
import { sealedColumns } from "@/lib/db/sealed-columns";

/** How many values of each column each key has sealed: `kid → table.column → count`. */
export async function countSealed(db: Queryable): Promise<Map<string, Map<string, number>>> {
  const counts = new Map<string, Map<string, number>>();
  for (const [name, { rows, value }] of Object.entries(sealedColumns)) {
    const kid = sql<string>`split_part(${value}, '.', 2)`;
    const found = await db
      .select({ kid, count: sql<number>`count(*)::int` })
      .from(rows)
      .where(isNotNull(value))
      .groupBy(kid);
    for (const { kid, count } of found) {
      const ofKey = counts.get(kid) ?? new Map<string, number>();
      counts.set(kid, ofKey.set(name, count));
    }
  }
  return counts;
}

export const sumOf = (counts: ReadonlyMap<string, number> | undefined): number =>
  [...(counts?.values() ?? [])].reduce((sum, count) => sum + count, 0);
