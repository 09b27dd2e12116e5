import { eq } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";
import { people } from "@/lib/db/schema";
import { invalidInput } from "@/lib/errors";
import { newId } from "@/lib/ids";

/**
 * The person with this (normalised) address as a firm's member, created when unknown. Throws
 * `invalid_input` at `field` for an address of staff: a person is one or the other.
 */
export async function findOrCreateMember(
  tx: Queryable,
  input: { email: string; name: string; staffAddresses: string[]; field: string },
): Promise<typeof people.$inferSelect> {
  const [found] = await tx.select().from(people).where(eq(people.email, input.email));
  if (found?.kind === "staff" || input.staffAddresses.includes(input.email)) {
    throw invalidInput({
      [input.field]: "This address belongs to staff. A firm’s people need another one.",
    });
  }
  if (found) return found;
  const [created] = await tx
    .insert(people)
    .values({ id: newId("person"), kind: "firm", email: input.email, name: input.name })
    .returning();
  if (!created) throw new Error("unreachable: an insert returns its row");
  return created;
}
