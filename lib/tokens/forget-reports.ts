import { inArray, lt, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { connectionReports } from "@/lib/db/schema";

/** How long the same `Idempotency-Key` gets the same answer; the history keeps what was reported. */
export const REPORTS_KEPT_DAYS = 30;
/** Rows for one statement, well inside a query's deadline; the next sweep goes on. */
const BATCH = 5000;

/** Removes reports of integrations that are older than they are kept. Safe to repeat and to run twice at once. */
export async function forgetReports(ctx: Context): Promise<void> {
  await ctx.db.query((db) => {
    const old = db
      .select({ id: connectionReports.id })
      .from(connectionReports)
      .where(lt(connectionReports.at, sql`now() - make_interval(days => ${REPORTS_KEPT_DAYS})`))
      .limit(BATCH);
    return db.delete(connectionReports).where(inArray(connectionReports.id, old));
  });
}
