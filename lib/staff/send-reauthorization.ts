import { eq } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import { firms, people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { createLink } from "@/lib/identity/create-link";
import { consumeReauthorization } from "@/lib/identity/rate-limit";
import { letterhead } from "@/lib/mail/letterhead";
import { queueMail } from "@/lib/mail/queue-mail";
import { reauthorizeMail } from "@/lib/mail/templates/link-mails";

/**
 * Mails a firm's main contact a link that leads straight to Connect Clio. For staff with role
 * operator. Throws `not_found`, and `rate_limited` after 10 an hour.
 */
export async function sendReauthorization(ctx: Context, input: { firmId: string }): Promise<void> {
  requireStaff(ctx, "operator");
  const { firmId } = input;
  await consumeReauthorization(ctx, firmId);
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const [contact] = await tx
      .select({ id: people.id, email: people.email })
      .from(firms)
      .innerJoin(people, eq(people.id, firms.mainContactId))
      .where(eq(firms.id, firmId));
    if (!contact) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
    const link = await createLink(tx, ctx, {
      purpose: "reauthorize",
      personId: contact.id,
      firmId,
      at,
    });
    await queueMail(tx, ctx, {
      kind: "reauthorize",
      firmId,
      person: contact,
      causeKey: `reauthorize:${link.linkId}`,
      letter: reauthorizeMail({
        ...(await letterhead(tx, ctx, firmId)),
        link: `${ctx.env.PORTAL_URL}/l/${link.token}`,
      }),
    });
  });
}
