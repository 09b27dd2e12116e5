import { and, asc, eq, isNull, ne } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { people } from "@/lib/db/schema";

/** Who of staff may look after a firm, by name. For staff. */
export function listOwners(ctx: Context): Promise<{ id: string; name: string }[]> {
  requireStaff(ctx, "viewer");
  return ctx.db.query((db) =>
    db
      .select({ id: people.id, name: people.name })
      .from(people)
      .where(
        and(eq(people.kind, "staff"), isNull(people.disabledAt), ne(people.staffRole, "viewer")),
      )
      .orderBy(asc(people.name)),
  );
}
