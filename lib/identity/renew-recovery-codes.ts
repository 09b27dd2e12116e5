import { now, type Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { hasFactor } from "./may-use-links";
import { requireStaffSession } from "./own-factor";
import { writeRecoveryCodes } from "./recovery-codes";
import { requireStepUp } from "./require-step-up";

/**
 * Ten new recovery codes of the acting person's in the place of the old ones, which die. They are to be had
 * only now. Throws `step_up_needed`, and `conflict` without a second factor.
 */
export async function renewRecoveryCodes(ctx: Context): Promise<string[]> {
  const { personId } = requireStaffSession(ctx);
  await requireStepUp(ctx);
  const at = await now(ctx);
  return ctx.db.transaction(async (tx) => {
    if (!(await hasFactor(tx, personId))) {
      throw new AppError({ code: "conflict", message: "codes without a second factor" });
    }
    const codes = await writeRecoveryCodes(tx, { personId, at });
    await recordEvent(tx, ctx, {
      kind: "staff.factor_set",
      firmId: null,
      data: { person: personId, codes: true },
    });
    return codes;
  });
}
