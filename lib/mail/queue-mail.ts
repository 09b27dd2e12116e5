import type { Context } from "@/lib/context";
import { hashToken } from "@/lib/crypto/hash";
import type { Queryable } from "@/lib/db/client";
import { mails } from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import type { MailKind } from "@/lib/vocabulary";
import { sealBody } from "./mail-body";
import type { MailContent } from "./templates";

/**
 * Puts a mail into the outbox, with the job that sends it, in the transaction of its cause; one mail
 * for each cause.
 */
export async function queueMail(
  tx: Queryable,
  ctx: Context,
  input: {
    kind: MailKind;
    firmId: string | null;
    person: { id: string; email: string };
    causeKey: string;
    content: MailContent;
  },
): Promise<void> {
  const row = { id: newId("mail"), firmId: input.firmId };
  const host = new URL(ctx.env.PORTAL_URL).hostname;
  const queued = await tx
    .insert(mails)
    .values({
      ...row,
      personId: input.person.id,
      kind: input.kind,
      toAddress: input.person.email,
      subject: input.content.subject,
      bodySealed: sealBody(ctx, row, input.content),
      causeKey: input.causeKey,
      // The same for each try, so that a receiver can tell a second copy.
      messageId: `<${hashToken(input.causeKey).slice(0, 32)}@${host}>`,
    })
    .onConflictDoNothing({ target: mails.causeKey })
    .returning({ id: mails.id });
  if (queued.length === 0) return;
  await ctx.jobs.send(tx, "mail", [{ data: { mailId: row.id }, key: row.id }]);
}
