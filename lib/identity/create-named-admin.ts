import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { people } from "@/lib/db/schema";
import { newId } from "@/lib/ids";

/**
 * Makes somebody an administrator whose (normalised) address stands in STAFF_ADMINS and whom nobody knows
 * yet: their first sign-in. Null for any other address, and for one that somebody has by now.
 */
export async function createNamedAdmin(
  db: Queryable,
  ctx: Context,
  email: string,
): Promise<typeof people.$inferSelect | null> {
  if (!ctx.env.STAFF_ADMINS.includes(email)) return null;
  const [created] = await db
    .insert(people)
    .values({
      id: newId("person"),
      kind: "staff",
      staffRole: "admin",
      email,
      name: email.split("@")[0] ?? email,
    })
    .onConflictDoNothing({ target: people.email })
    .returning();
  return created ?? null;
}
