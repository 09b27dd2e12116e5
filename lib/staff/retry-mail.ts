import { and, eq, isNotNull, ne } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { mails } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { sendMail } from "@/lib/mail/send-mail";

const RETRY_SECONDS = 10;

/**
 * Tries a mail again that was not sent, now. For staff with role operator. Throws `conflict` when it
 * has been sent or is being sent, `unavailable` when the mail server refuses it again.
 */
export async function retryMail(
  ctx: Context,
  input: { firmId: string; mailId: string },
): Promise<void> {
  requireStaff(ctx, "operator");
  await ctx.db.transaction(async (tx) => {
    const [mail] = await tx
      .update(mails)
      .set({ state: "queued", tries: 0 })
      .where(
        and(
          eq(mails.id, input.mailId),
          eq(mails.firmId, input.firmId),
          ne(mails.state, "sending"),
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
    // For when the try that follows fails: the answer to staff is this one try's.
    const job = { data: { mailId: mail.id }, key: mail.id, afterSeconds: RETRY_SECONDS };
    await ctx.jobs.send(tx, "mail", [job]);
  });
  if ((await sendMail(ctx, input.mailId)) === "sent") return;
  throw new AppError({
    code: "unavailable",
    message: `mail ${input.mailId} was refused again`,
    human: "The mail server does not take it yet. It stays here, and is tried again by itself.",
  });
}
