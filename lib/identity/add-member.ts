import { z } from "zod";
import { now, requireMember, type Context } from "@/lib/context";
import { invalidInput } from "@/lib/errors";
import { joinFirm } from "./join-firm";
import { requireCode } from "./mailed-code";
import { consumeRecipient } from "./rate-limit";
import { isPersonName, normaliseEmail } from "./rules";

/** POST /api/onboarding/people. */
export const addMemberInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "Enter the person’s name.")
    .refine(isPersonName, "Enter a name alone, without an address."),
  email: z.string().max(1000),
});
export type AddMemberInput = z.infer<typeof addMemberInput>;

/**
 * Adds a colleague to the firm and mails an invitation; all members are told. Throws `invalid_input`
 * for what is no address or is there already, `rate_limited` after five mails a day to people whom the
 * firm names, and as `requireCode` does.
 */
export async function addMember(ctx: Context, input: AddMemberInput): Promise<void> {
  const { firmId } = requireMember(ctx);
  await requireCode(ctx);
  const email = normaliseEmail(input.email);
  if (!email) throw invalidInput({ email: "Enter one e-mail address, such as ada@firm.com." });
  await consumeRecipient(ctx, firmId);
  const at = await now(ctx);
  const { name } = input;
  await ctx.db.transaction((tx) => joinFirm(tx, ctx, { firmId, name, email, at }));
}
