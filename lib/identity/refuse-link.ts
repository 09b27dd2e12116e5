import { and, eq, isNull } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { links } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { findLink } from "./look-at-link";

/**
 * "This is not for me": whoever got a link by mistake ends it, and staff see it in the firm's history.
 * Throws `not_found` for an unknown link.
 */
export async function refuseLink(ctx: Context, input: { token: string }): Promise<void> {
  const link = await findLink(ctx, input.token);
  if (!link) throw new AppError({ code: "not_found", message: "an unknown link was refused" });
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const ended = await tx
      .update(links)
      .set({ revokedAt: at })
      .where(and(eq(links.id, link.id), isNull(links.revokedAt)))
      .returning({ id: links.id });
    if (ended.length === 0) return;
    await recordEvent(tx, ctx, {
      kind: "link.not_me",
      firmId: link.firmId,
      data: { link: link.id, purpose: link.purpose },
    });
  });
}
