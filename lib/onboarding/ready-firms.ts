import { and, count, eq, isNotNull, isNull } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { connections, firms } from "@/lib/db/schema";

/** Firms that might go live by themselves: whether each one's gate holds is looked at then. */
export const seemsReady = and(
  isNull(firms.liveAt),
  // Whom staff switched off, only staff switch on again.
  isNull(firms.liveCause),
  eq(connections.status, "working"),
  isNotNull(connections.identityConfirmedAt),
);

/** About how many firms would go live at once if firms went live by themselves. For staff. */
export async function countReadyFirms(ctx: Context): Promise<number> {
  requireStaff(ctx, "viewer");
  const [row] = await ctx.db.query((db) =>
    db
      .select({ number: count() })
      .from(firms)
      .innerJoin(connections, eq(connections.firmId, firms.id))
      .where(seemsReady),
  );
  return row?.number ?? 0;
}
