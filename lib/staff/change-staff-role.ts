import { eq } from "drizzle-orm";
import { z } from "zod";
import { requireStaff, type Context } from "@/lib/context";
import { people } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { requireStepUp } from "@/lib/identity/require-step-up";
import { staffRoles, type StaffRole } from "@/lib/vocabulary";
import { lockColleague, requireColleague } from "./lock-colleague";

/** POST /api/staff/people/[id]/role. */
export const roleInput = z.strictObject({ role: z.enum(staffRoles) });

/**
 * Gives a colleague another role, from their next request on. For administrators who gave their second
 * factor lately. Throws `step_up_needed`, `not_found`, and `conflict` for oneself.
 */
export async function changeStaffRole(
  ctx: Context,
  input: { personId: string; role: StaffRole },
): Promise<void> {
  requireStaff(ctx, "admin");
  await requireStepUp(ctx);
  const { personId, role } = input;
  await ctx.db.transaction(async (tx) => {
    const { staffRole } = await lockColleague(tx, ctx, personId);
    if (staffRole === role) return;
    requireColleague(ctx, personId);
    await tx.update(people).set({ staffRole: role }).where(eq(people.id, personId));
    await recordEvent(tx, ctx, {
      kind: "staff.role_changed",
      firmId: null,
      data: { person: personId, from: staffRole, to: role },
    });
  });
}
