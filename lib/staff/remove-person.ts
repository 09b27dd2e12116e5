import { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { leaveFirm } from "@/lib/identity/leave-firm";
import { lockFirm, saveFirm, versionField } from "./change-firm";

/** POST /api/staff/firms/[id]/people/remove. */
export const removePersonInput = z.strictObject({
  person: z.string().max(60),
  version: versionField,
});

/**
 * Staff remove somebody from a firm; their links and sessions there end at once. Who was the second
 * contact is that no more. For staff with role operator. Throws `conflict` for the main contact, a
 * closed firm, and one that was changed since `version`; `not_found` for who is no member.
 */
export async function removePerson(
  ctx: Context,
  input: z.infer<typeof removePersonInput> & { firmId: string },
): Promise<void> {
  requireStaff(ctx, "operator");
  const { firmId, person } = input;
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const firm = await lockFirm(tx, input);
    if (firm.mainContactId === person) {
      throw new AppError({
        code: "conflict",
        message: `${person} is the main contact of ${firmId}`,
        human: "This person is the main contact. Make somebody else the main contact first.",
      });
    }
    await leaveFirm(tx, ctx, { firmId, person, at });
    if (firm.secondContactId !== person) return;
    const event = { kind: "firm.second_contact_changed", data: { person: null } } as const;
    await saveFirm(tx, ctx, { firm, set: { secondContactId: null }, event });
  });
}
