import { count, eq, min } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { mails } from "@/lib/db/schema";

export type HeldMails = { number: number; since: Date };

/** How many mails are held, and since when; null when none is. For staff. */
export async function loadHeldMails(ctx: Context): Promise<HeldMails | null> {
  requireStaff(ctx, "viewer");
  const [row] = await ctx.db.query((db) =>
    db
      .select({ number: count(), since: min(mails.heldAt) })
      .from(mails)
      .where(eq(mails.state, "held")),
  );
  return row?.since ? { number: row.number, since: row.since } : null;
}
