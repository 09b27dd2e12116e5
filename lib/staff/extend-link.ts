import { and, eq, gt, isNull } from "drizzle-orm";
import { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import { links } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { requireOpenFirm } from "@/lib/identity/require-open-firm";
import { requireStepUp } from "@/lib/identity/require-step-up";
import { linkLifeSeconds } from "@/lib/identity/rules";

/** POST /api/staff/firms/[id]/extend-link. */
export const extendLinkInput = z.strictObject({ link: z.string().max(60) });

/**
 * Lets a firm's link live as long from now on as a new one of its purpose would. For staff with role
 * operator. Throws `step_up_needed`; `conflict` for one that is over or was revoked, for a sign-in link and for a closed
 * firm; `not_found` for another firm's.
 */
export async function extendLink(
  ctx: Context,
  input: z.infer<typeof extendLinkInput> & { firmId: string },
): Promise<void> {
  requireStaff(ctx, "operator");
  await requireStepUp(ctx);
  const { firmId, link: linkId } = input;
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    await requireOpenFirm(tx, firmId);
    const [link] = await tx
      .select()
      .from(links)
      .where(and(eq(links.id, linkId), eq(links.firmId, firmId)));
    if (!link) throw new AppError({ code: "not_found", message: `no link ${linkId} of ${firmId}` });
    // Ten minutes are the point of a sign-in link.
    const extended =
      link.purpose === "sign_in"
        ? []
        : await tx
            .update(links)
            .set({ expiresAt: new Date(at.getTime() + linkLifeSeconds[link.purpose] * 1000) })
            .where(
              and(
                eq(links.id, linkId),
                isNull(links.revokedAt),
                isNull(links.spentAt),
                gt(links.expiresAt, at),
              ),
            )
            .returning({ id: links.id });
    if (extended.length === 0) {
      throw new AppError({
        code: "conflict",
        message: `link ${linkId} is over`,
        human: "This link is over, so it cannot be made to last longer. Send a new one.",
      });
    }
    await recordEvent(tx, ctx, { kind: "link.extended", firmId, data: { link: linkId } });
  });
}
