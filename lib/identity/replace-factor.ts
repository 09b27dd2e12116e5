import type { Context } from "@/lib/context";
import { recordEvent } from "@/lib/events/record-event";
import { beginFactor } from "./begin-factor";
import { dropFactor } from "./drop-factor";
import { requireStaffSession } from "./own-factor";
import { requireStepUp } from "./require-step-up";

/**
 * The acting person goes over to another device: the second factor that they have dies with its recovery
 * codes, and a new one is begun. Throws `step_up_needed`.
 */
export async function replaceFactor(ctx: Context): Promise<void> {
  const { personId } = requireStaffSession(ctx);
  await requireStepUp(ctx);
  await ctx.db.transaction(async (tx) => {
    if (!(await dropFactor(tx, personId))) return;
    const data = { person: personId };
    await recordEvent(tx, ctx, { kind: "staff.factor_reset", firmId: null, data });
  });
  await beginFactor(ctx);
}
