import { count, eq, isNull, sql } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { connections, firms, healthDays } from "@/lib/db/schema";
import { readSettings } from "@/lib/settings/queries";
import { dayOf } from "@/lib/settings/rules";
import type { ConnectionStatus } from "@/lib/vocabulary";

/** How many connections of open firms have each status now. */
export function countStatuses(
  db: Queryable,
): Promise<{ status: ConnectionStatus; count: number }[]> {
  return db
    .select({ status: connections.status, count: count() })
    .from(connections)
    .innerJoin(firms, eq(firms.id, connections.firmId))
    .where(isNull(firms.closedAt))
    .groupBy(connections.status);
}

/**
 * Counts the connections of open firms by their status, for the agency's day: the last look at a day is
 * what stays of it. Safe to repeat.
 */
export async function countHealth(ctx: Context): Promise<void> {
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const { timeZone } = await readSettings(tx, ctx.env);
    const day = dayOf(at, timeZone);
    const rows = await countStatuses(tx);
    await tx.delete(healthDays).where(eq(healthDays.day, day));
    // A day on which nobody has a connection is a day on which somebody looked, too.
    const counted = rows.length > 0 ? rows : [{ status: "working" as const, count: 0 }];
    await tx
      .insert(healthDays)
      .values(counted.map((row) => ({ ...row, day })))
      // Somebody else may have counted the day just now.
      .onConflictDoUpdate({
        target: [healthDays.day, healthDays.status],
        set: { count: sql`excluded.count` },
      });
  });
}
