import { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import { invalidInput } from "@/lib/errors";
import { joinFirm } from "@/lib/identity/join-firm";
import { consumeRecipient } from "@/lib/identity/rate-limit";
import { isPersonName, normaliseEmail } from "@/lib/identity/rules";

/** POST /api/staff/firms/[id]/people. */
export const addPersonInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "Enter the person’s name.")
    .refine(isPersonName, "Enter a name alone, without an address."),
  email: z.string().max(1000),
});

/**
 * Staff invite another person to a firm; its members are told. For staff with role operator. Throws
 * `invalid_input` for what is no address or belongs to the firm already, `conflict` for a closed firm,
 * `rate_limited` after five mails a day to people whom the firm or staff name, and `not_found`.
 */
export async function addPerson(
  ctx: Context,
  input: z.infer<typeof addPersonInput> & { firmId: string },
): Promise<void> {
  requireStaff(ctx, "operator");
  const { firmId, name } = input;
  const email = normaliseEmail(input.email);
  if (!email) throw invalidInput({ email: "Enter one e-mail address, such as ada@firm.com." });
  await consumeRecipient(ctx, firmId);
  const at = await now(ctx);
  await ctx.db.transaction((tx) => joinFirm(tx, ctx, { firmId, name, email, at }));
}
