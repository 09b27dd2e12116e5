import { and, eq, isNull } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import { links, people, sessions } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { requireStepUp } from "@/lib/identity/require-step-up";
import { lockColleague, requireColleague } from "./lock-colleague";

/**
 * Shuts a colleague out, from their next request on: sessions and links end (OC-40). What they did stays
 * under their name. For administrators who gave their second factor lately. Throws `step_up_needed`,
 * `not_found`, and `conflict` for oneself.
 */
export async function disableStaff(ctx: Context, input: { personId: string }): Promise<void> {
  const { personId: disabledBy } = requireStaff(ctx, "admin");
  await requireStepUp(ctx);
  const { personId } = input;
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const { disabledAt } = await lockColleague(tx, ctx, personId);
    if (disabledAt) return;
    requireColleague(ctx, personId);
    await tx.update(people).set({ disabledAt: at, disabledBy }).where(eq(people.id, personId));
    await tx
      .update(sessions)
      .set({ endedAt: at })
      .where(and(eq(sessions.personId, personId), isNull(sessions.endedAt)));
    await tx
      .update(links)
      .set({ revokedAt: at })
      .where(and(eq(links.personId, personId), isNull(links.revokedAt)));
    await recordEvent(tx, ctx, {
      kind: "staff.disabled",
      firmId: null,
      data: { person: personId },
    });
  });
}
