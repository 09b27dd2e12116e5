import { and, eq, isNotNull } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { people } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { requireStepUp } from "@/lib/identity/require-step-up";
import { lockColleague } from "./lock-colleague";

/**
 * Lets a colleague in again who was shut out; they sign in anew, with the role and second factor that they
 * had. For administrators who gave their second factor lately. Throws `step_up_needed` and `not_found`.
 */
export async function enableStaff(ctx: Context, input: { personId: string }): Promise<void> {
  requireStaff(ctx, "admin");
  await requireStepUp(ctx);
  const { personId } = input;
  await ctx.db.transaction(async (tx) => {
    await lockColleague(tx, ctx, personId);
    const enabled = await tx
      .update(people)
      .set({ disabledAt: null, disabledBy: null })
      .where(and(eq(people.id, personId), isNotNull(people.disabledAt)))
      .returning({ id: people.id });
    if (enabled.length === 0) return;
    await recordEvent(tx, ctx, { kind: "staff.enabled", firmId: null, data: { person: personId } });
  });
}
