import { eq } from "drizzle-orm";
import { z } from "zod";
import { now, requireMember, type Context } from "@/lib/context";
import { people } from "@/lib/db/schema";
import { invalidInput } from "@/lib/errors";
import { letterhead } from "@/lib/mail/letterhead";
import { queueMail } from "@/lib/mail/queue-mail";
import { handOverMail } from "@/lib/mail/templates/link-mails";
import { handOverSteps } from "@/lib/vocabulary";
import { createLink } from "./create-link";
import { endHandOvers } from "./end-links";
import { findOrCreateMember } from "./find-or-create-member";
import { requireCode } from "./mailed-code";
import { consumeRecipient } from "./rate-limit";
import { normaliseEmail } from "./rules";

/** POST /api/onboarding/hand-over. No free text: the mail cannot be used to write to strangers (H-6). */
export const handOverInput = z.strictObject({
  step: z.enum(handOverSteps, { error: "Choose a step." }),
  email: z.string().max(1000),
});
export type HandOverInput = z.infer<typeof handOverInput>;

/**
 * Mails one step to a colleague: a link for that step alone, for seven days, which dies when the step
 * is done or sent again. The colleague does not become a member. Throws `invalid_input` for what is
 * no address, `rate_limited` after five a day for a firm, and as `requireCode` does.
 */
export async function handOverStep(
  ctx: Context,
  input: HandOverInput & { stepTitle: string },
): Promise<void> {
  const { firmId, personId } = requireMember(ctx);
  await requireCode(ctx);
  const email = normaliseEmail(input.email);
  if (!email) throw invalidInput({ email: "Enter one e-mail address, such as ada@firm.com." });
  await consumeRecipient(ctx, firmId);
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const colleague = await findOrCreateMember(tx, {
      email,
      name: email.split("@")[0] ?? email,
      staffAddresses: ctx.env.STAFF_ADMINS,
      field: "email",
    });
    const [sender] = await tx.select().from(people).where(eq(people.id, personId));
    // Sent again, to whomever: the link before is of no use to anybody.
    await endHandOvers(tx, { firmId, step: input.step, at });
    const link = await createLink(tx, ctx, {
      purpose: "hand_over",
      personId: colleague.id,
      firmId,
      step: input.step,
      at,
    });
    await queueMail(tx, ctx, {
      kind: "hand_over",
      firmId,
      person: colleague,
      causeKey: `hand_over:${link.linkId}`,
      letter: handOverMail({
        ...(await letterhead(tx, ctx, firmId)),
        senderName: sender?.name ?? "",
        stepTitle: input.stepTitle,
        link: `${ctx.env.PORTAL_URL}/l/${link.token}`,
      }),
    });
  });
}
