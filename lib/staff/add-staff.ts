import { eq } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { people } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { normaliseEmail } from "@/lib/identity/rules";
import { newId } from "@/lib/ids";
import type { StaffRole } from "@/lib/vocabulary";

const LONGEST_NAME = 120;

/**
 * Makes somebody staff, for the operator's command: they sign in by their address. Somebody who is staff
 * already, with that role, stays as they are. Writes `staff.added`. Returns what came of it.
 *
 * Throws `forbidden` for anybody but the system, `invalid_input` for a wrong address or name and for an
 * address of a firm's member, `conflict` for staff with another role or who were disabled.
 */
export async function addStaff(
  ctx: Context,
  input: { email: string; name: string; role: StaffRole },
): Promise<"added" | "there_already"> {
  if (ctx.actor.kind !== "system") {
    throw new AppError({ code: "forbidden", message: "staff are added by the operator alone" });
  }
  const email = normaliseEmail(input.email);
  if (!email) throw invalidInput({ email: "This is not one e-mail address." });
  const name = input.name.trim();
  if (!name || name.length > LONGEST_NAME) throw invalidInput({ name: "A name is needed." });
  return ctx.db.transaction(async (tx) => {
    const row = { id: newId("person"), kind: "staff" as const, staffRole: input.role, email, name };
    const added = await tx
      .insert(people)
      .values(row)
      .onConflictDoNothing({ target: people.email })
      .returning({ id: people.id });
    if (added.length > 0) {
      const data = { person: row.id, email, role: input.role };
      await recordEvent(tx, ctx, { kind: "staff.added", firmId: null, data });
      return "added";
    }
    const [found] = await tx.select().from(people).where(eq(people.email, email));
    if (found?.kind !== "staff") {
      throw invalidInput({
        email: "This address belongs to somebody at a firm. Staff need another one.",
      });
    }
    if (found.disabledAt || found.staffRole !== input.role) {
      const how = found.disabledAt ? "and disabled" : `with role ${found.staffRole}`;
      throw new AppError({ code: "conflict", message: `${email} is staff already, ${how}` });
    }
    return "there_already";
  });
}
