import { and, count, eq, isNull } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { connections, firms } from "@/lib/db/schema";

/**
 * About how many firms would go live at once if firms went live by themselves: not live, and their
 * connection works. Whether each one's gate holds is looked at when it does. For staff.
 */
export async function countReadyFirms(ctx: Context): Promise<number> {
  requireStaff(ctx, "viewer");
  const [row] = await ctx.db.query((db) =>
    db
      .select({ number: count() })
      .from(firms)
      .innerJoin(connections, eq(connections.firmId, firms.id))
      .where(and(isNull(firms.liveAt), eq(connections.status, "working"))),
  );
  return row?.number ?? 0;
}
