import { and, eq, isNotNull, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { hashToken } from "@/lib/crypto/hash";
import type { Queryable } from "@/lib/db/client";
import { firms, mails } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { newId } from "@/lib/ids";
import type { MailKind } from "@/lib/vocabulary";
import type { Letter } from "./letter";
import { isNotice } from "./notice-rules";
import { planNotice } from "./plan-notice";
import { sealLetter } from "./sealed-letter";

/**
 * Puts a mail into the outbox, with the job that sends it, in the transaction of its cause; one mail
 * for each cause. A notice waits until a day after the person's last one about the firm, and is held
 * when too many go out; call it late in the transaction, for notices are planned one after the other.
 * About a closed firm nobody is written to any more.
 */
export async function queueMail(
  tx: Queryable,
  ctx: Context,
  input: {
    kind: MailKind;
    firmId: string | null;
    person: { id: string; email: string };
    causeKey: string;
    letter: Letter;
    /** Who of staff confirmed the bulk action that this notice is part of: it is never held. */
    releasedBy?: string;
    /** Somebody asked for it just now: it goes at once, whatever went before. */
    isAskedFor?: boolean;
  },
): Promise<void> {
  const { kind, firmId, person, releasedBy, isAskedFor = false } = input;
  if (firmId !== null && (await isClosed(tx, firmId))) return;
  const row = { id: newId("mail"), firmId };
  const host = new URL(ctx.env.PORTAL_URL).hostname;
  const plan =
    isNotice(kind) && !isAskedFor ? await planNotice(tx, { firmId, personId: person.id }) : null;
  const isHeld = plan !== null && plan.isHeld && !releasedBy;
  const queued = await tx
    .insert(mails)
    .values({
      ...row,
      personId: person.id,
      kind,
      toAddress: person.email,
      subject: input.letter.subject,
      bodySealed: sealLetter(ctx, row, input.letter),
      causeKey: input.causeKey,
      // The same for each try, so that a receiver can tell a second copy.
      messageId: `<${hashToken(input.causeKey).slice(0, 32)}@${host}>`,
      isNotice: plan !== null,
      ...(plan && { queuedAt: plan.goesAt, releasedBy }),
      ...(isHeld && { state: "held" as const, heldAt: sql`now()` }),
    })
    .onConflictDoNothing({ target: mails.causeKey })
    .returning({ id: mails.id, waits: sql<number>`extract(epoch from queued_at - now())::float` });
  const [mail] = queued;
  if (!mail) return;
  if (isHeld) {
    await recordEvent(tx, ctx, { kind: "mail.held", firmId, data: { mail: mail.id, kind } });
    return;
  }
  const afterSeconds = Math.max(0, Math.ceil(mail.waits));
  await ctx.jobs.send(tx, "mail", [{ data: { mailId: mail.id }, key: mail.id, afterSeconds }]);
}

async function isClosed(tx: Queryable, firmId: string): Promise<boolean> {
  const closed = await tx
    .select({ id: firms.id })
    .from(firms)
    .where(and(eq(firms.id, firmId), isNotNull(firms.closedAt)));
  return closed.length > 0;
}
