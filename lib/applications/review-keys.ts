import { eq } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import { applications } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { letterhead } from "@/lib/mail/letterhead";
import { queueForContact } from "@/lib/mail/queue-for-all";
import { stepUnlockedMail } from "@/lib/mail/templates/progress-mails";
import { isUnderReview, requireCurrentApplication } from "./queries";

/**
 * Staff looked at keys whose client ID is at another firm, too, and let them be used; the firm's main
 * contact is told that the next step is open. For staff with role operator. Throws `conflict` when
 * nothing waits.
 */
export async function reviewKeys(
  ctx: Context,
  input: { firmId: string; nextStepTitle: string },
): Promise<void> {
  const { personId } = requireStaff(ctx, "operator");
  const { firmId } = input;
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const row = await requireCurrentApplication(tx, firmId);
    if (!isUnderReview(row)) {
      throw new AppError({
        code: "conflict",
        message: `no keys of ${firmId} wait for staff`,
        human: "These keys were looked at already.",
      });
    }
    await tx
      .update(applications)
      .set({ reviewedAt: at, reviewedBy: personId })
      .where(eq(applications.id, row.id));
    await recordEvent(tx, ctx, { kind: "keys.reviewed", firmId, data: { application: row.id } });
    await queueForContact(tx, ctx, {
      kind: "step_unlocked",
      firmId,
      causeKey: `keys_reviewed:${row.id}:${at.getTime()}`,
      letter: stepUnlockedMail({
        ...(await letterhead(tx, ctx, firmId)),
        stepTitle: input.nextStepTitle,
      }),
    });
  });
}
