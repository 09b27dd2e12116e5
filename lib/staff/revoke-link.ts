import { and, eq, isNull } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import { links, sessions } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { requireStepUp } from "@/lib/identity/require-step-up";

/**
 * Ends a firm's link and every session that it started, at once. For staff with role operator.
 * Revoking twice is the same as once. Throws `step_up_needed` and `not_found`.
 */
export async function revokeLink(
  ctx: Context,
  input: { firmId: string; linkId: string },
): Promise<void> {
  requireStaff(ctx, "operator");
  await requireStepUp(ctx);
  const { firmId, linkId } = input;
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const [link] = await tx
      .select({ revokedAt: links.revokedAt })
      .from(links)
      .where(and(eq(links.id, linkId), eq(links.firmId, firmId)))
      .for("update");
    if (!link) throw new AppError({ code: "not_found", message: `no link ${linkId} of ${firmId}` });
    if (link.revokedAt) return;
    await tx.update(links).set({ revokedAt: at }).where(eq(links.id, linkId));
    await tx
      .update(sessions)
      .set({ endedAt: at })
      .where(and(eq(sessions.linkId, linkId), isNull(sessions.endedAt)));
    await recordEvent(tx, ctx, { kind: "link.revoked", firmId, data: { link: linkId } });
  });
}
