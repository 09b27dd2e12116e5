import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { mails } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";

/**
 * Has a mail tried again that was not sent, at once. For staff with role operator. Throws `conflict`
 * when it has been sent, is being sent, or is held.
 */
export async function retryMail(
  ctx: Context,
  input: { firmId: string; mailId: string },
): Promise<void> {
  requireStaff(ctx, "operator");
  await ctx.db.transaction(async (tx) => {
    const [mail] = await tx
      .update(mails)
      .set({ state: "queued", tries: 0, error: null })
      .where(
        and(
          eq(mails.id, input.mailId),
          eq(mails.firmId, input.firmId),
          inArray(mails.state, ["queued", "failed"]),
          isNotNull(mails.bodySealed),
        ),
      )
      .returning();
    if (!mail) {
      throw new AppError({
        code: "conflict",
        message: `mail ${input.mailId} does not wait to be sent`,
        human: "This mail has been sent, or is being sent just now.",
      });
    }
    await recordEvent(tx, ctx, {
      kind: "mail.retried",
      firmId: mail.firmId,
      data: { mail: mail.id, kind: mail.kind, to: mail.toAddress },
    });
    // A key of its own: the mail's own job may still be waiting for its turn. One of the two sends.
    await ctx.jobs.send(tx, "mail", [{ data: { mailId: mail.id }, key: `${mail.id}:now` }]);
  });
}
