import { and, asc, gt, isNotNull, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { open } from "@/lib/crypto/open";
import { ownerIn, sealedColumns } from "@/lib/db/sealed-columns";
import { toAppError } from "@/lib/errors";

const PAGE = 1000;

export type Opened = { opened: number; unopened: string[] };

/** Opens every sealed value of the house, keeps none, and says which did not open, and why. */
export async function openAll(ctx: Context): Promise<Opened> {
  const sum: Opened = { opened: 0, unopened: [] };
  for (const place of Object.values(sealedColumns)) {
    for (let after = ""; ;) {
      const page = await ctx.db.query((db) =>
        db
          .select({
            id: sql<string>`${place.id}`,
            firmId: sql<string | null>`${place.firmId ?? sql`null`}`,
            sealed: sql<string>`${place.value}`,
          })
          .from(place.rows)
          .where(and(isNotNull(place.value), gt(place.id, after)))
          .orderBy(asc(place.id))
          .limit(PAGE),
      );
      for (const row of page) {
        try {
          open(ctx.ring, ownerIn(place, row), row.sealed);
          sum.opened += 1;
        } catch (thrown) {
          const { message } = toAppError(thrown);
          sum.unopened.push(`${place.table}.${place.column} of ${row.id}: ${message}`);
        }
      }
      const last = page.at(-1);
      if (!last) break;
      after = last.id;
    }
  }
  return sum;
}
