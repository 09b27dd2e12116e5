import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { letterhead } from "@/lib/mail/letterhead";
import { queueMail } from "@/lib/mail/queue-mail";
import { inviteMail, newLinkMail } from "@/lib/mail/templates/link-mails";
import { createLink } from "./create-link";

/**
 * Makes a person's invitation to a firm, in place of an older one, and queues its mail. `at` is read
 * with `now(ctx)` before the transaction.
 */
export async function queueInvitation(
  tx: Queryable,
  ctx: Context,
  input: {
    firm: { id: string; integrationName: string };
    person: { id: string; name: string; email: string };
    /** In place of an invitation that the person has had. */
    isAgain?: boolean;
    at: Date;
  },
): Promise<void> {
  const { firm, person, isAgain = false, at } = input;
  const link = await createLink(tx, ctx, {
    purpose: "invite",
    personId: person.id,
    firmId: firm.id,
    at,
  });
  const content = {
    ...(await letterhead(tx, ctx, firm.id)),
    personName: person.name,
    integrationName: firm.integrationName,
    link: `${ctx.env.PORTAL_URL}/l/${link.token}`,
  };
  await queueMail(tx, ctx, {
    kind: isAgain ? "new_link" : "invite",
    firmId: firm.id,
    person,
    causeKey: `invite:${link.linkId}`,
    letter: isAgain ? newLinkMail(content) : inviteMail(content),
  });
}
