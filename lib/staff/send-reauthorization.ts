import { eq } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { createLink } from "@/lib/identity/create-link";
import { consumeReauthorization } from "@/lib/identity/rate-limit";
import { letterhead } from "@/lib/mail/letterhead";
import { queueMail } from "@/lib/mail/queue-mail";
import { reauthorizeMail } from "@/lib/mail/templates/link-mails";
import { lockFirm } from "./change-firm";

/**
 * Mails a firm's main contact a link that leads straight to Connect Clio. For staff with role
 * operator. Throws `not_found`, `conflict` for a closed firm, and `rate_limited` after 10 an hour.
 */
export async function sendReauthorization(ctx: Context, input: { firmId: string }): Promise<void> {
  requireStaff(ctx, "operator");
  const { firmId } = input;
  await consumeReauthorization(ctx, firmId);
  const at = await now(ctx);
  await ctx.db.transaction((tx) => sendReauthorizationIn(tx, ctx, { firmId, at }));
}

/** The same in the caller's transaction, who has counted the link; tells who gets it. */
export async function sendReauthorizationIn(
  tx: Queryable,
  ctx: Context,
  input: { firmId: string; at: Date },
): Promise<{ name: string }> {
  const { firmId, at } = input;
  const firm = await lockFirm(tx, { firmId });
  const [contact] = await tx
    .select({ id: people.id, name: people.name, email: people.email })
    .from(people)
    .where(eq(people.id, firm.mainContactId));
  if (!contact) throw new AppError({ code: "internal", message: `no contact of ${firmId}` });
  const { linkId, token } = await createLink(tx, ctx, {
    purpose: "reauthorize",
    personId: contact.id,
    firmId,
    at,
  });
  await queueMail(tx, ctx, {
    kind: "reauthorize",
    firmId,
    person: { id: contact.id, email: contact.email },
    causeKey: `reauthorize:${linkId}`,
    letter: reauthorizeMail({
      ...(await letterhead(tx, ctx, firmId)),
      link: `${ctx.env.PORTAL_URL}/l/${token}`,
    }),
  });
  return contact;
}
