import { eq } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import { firms } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { createLink } from "@/lib/identity/create-link";

/**
 * An invitation that staff carry to the main contact themselves, for a firm whose mail does not
 * arrive. Its sessions are marked: what is done in them is told as "through a copied link", and they
 * confirm no account (H-8). For staff with role operator; the link is to be had only now.
 */
export async function copyLink(ctx: Context, input: { firmId: string }): Promise<{ link: string }> {
  requireStaff(ctx, "operator");
  const { firmId } = input;
  const at = await now(ctx);
  return ctx.db.transaction(async (tx) => {
    const [firm] = await tx.select().from(firms).where(eq(firms.id, firmId));
    if (!firm) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
    const { linkId, token } = await createLink(tx, ctx, {
      purpose: "invite",
      personId: firm.mainContactId,
      firmId,
      copied: true,
      at,
    });
    await recordEvent(tx, ctx, { kind: "link.copied", firmId, data: { link: linkId } });
    return { link: `${ctx.env.PORTAL_URL}/l/${token}` };
  });
}
