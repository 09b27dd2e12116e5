import { and, eq, isNotNull } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { mails } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { sendMail } from "./send-mail";

/** Staff try a mail again that was not sent. Throws `conflict` when it was sent, `unavailable` when it fails again. */
export async function retryMail(ctx: Context, input: { mailId: string }): Promise<void> {
  requireStaff(ctx, "operator");
  await ctx.db.transaction(async (tx) => {
    const [mail] = await tx
      .update(mails)
      .set({ state: "queued", tries: 0 })
      .where(and(eq(mails.id, input.mailId), isNotNull(mails.bodySealed)))
      .returning({ id: mails.id, firmId: mails.firmId, kind: mails.kind });
    if (!mail) {
      throw new AppError({
        code: "conflict",
        message: `mail ${input.mailId} is not waiting`,
        human: "This mail has been sent already.",
      });
    }
    await recordEvent(tx, ctx, {
      kind: "mail.retried",
      firmId: mail.firmId,
      data: { mail: mail.id, kind: mail.kind },
    });
  });
  if (await sendMail(ctx, input.mailId)) return;
  throw new AppError({
    code: "unavailable",
    message: `mail ${input.mailId} failed again`,
    human: "The mail server still does not take it. It stays here, and is tried again by itself.",
  });
}
