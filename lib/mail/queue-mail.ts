import type { Context } from "@/lib/context";
import { hashToken } from "@/lib/crypto/hash";
import type { Queryable } from "@/lib/db/client";
import { mails } from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import type { MailKind } from "@/lib/vocabulary";
import { sealBody } from "./mail-body";
import type { MailContent } from "./templates";

/**
 * Puts a mail into the outbox, in the transaction of its cause. Returns its id for
 * `deliverAfterCommit`, or null when there is a mail of the same cause already.
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
): Promise<string | null> {
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
  return queued[0]?.id ?? null;
}
