import { lt, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { formNonces, rateLimits } from "@/lib/db/schema";

/** Removes what counts no more: windows of limits that have ended, and forms that were sent a day ago. */
export async function forgetOld(ctx: Context): Promise<void> {
  await ctx.db.query((db) => db.delete(rateLimits).where(lt(rateLimits.windowEndsAt, sql`now()`)));
  const dayAgo = sql`now() - interval '1 day'`;
  await ctx.db.query((db) => db.delete(formNonces).where(lt(formNonces.usedAt, dayAgo)));
}
