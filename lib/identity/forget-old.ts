import { lt, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { formNonces, imports, oidcAttempts, rateLimits } from "@/lib/db/schema";

/**
 * Removes what counts no more: windows of limits that have ended, forms that were sent and trips to
 * single sign-on that were over a day ago, and what files of firms held a week ago.
 */
export async function forgetOld(ctx: Context): Promise<void> {
  await ctx.db.query((db) => db.delete(rateLimits).where(lt(rateLimits.windowEndsAt, sql`now()`)));
  const dayAgo = sql`now() - interval '1 day'`;
  await ctx.db.query((db) => db.delete(formNonces).where(lt(formNonces.usedAt, dayAgo)));
  await ctx.db.query((db) => db.delete(oidcAttempts).where(lt(oidcAttempts.expiresAt, dayAgo)));
  const weekAgo = sql`now() - interval '7 days'`;
  await ctx.db.query((db) => db.delete(imports).where(lt(imports.createdAt, weekAgo)));
}
