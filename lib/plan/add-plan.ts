import { requireStaff, type Context } from "@/lib/context";
import { plans } from "@/lib/db/schema";
import { invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { planCode } from "./rules";
import { requireKnownDay } from "./save-plan";
import type { PlanFields } from "./schema";

/**
 * A plan that Clio sells and we did not know; firms may name it from now on. For staff with role admin.
 * Throws `invalid_input` for a name that there is, also among the retired ones.
 */
export async function addPlan(ctx: Context, input: PlanFields): Promise<{ code: string }> {
  const { personId } = requireStaff(ctx, "admin");
  const code = planCode(input.name);
  const isThere = "There is a plan of this name. Retired ones can be brought back.";
  if (code === null) throw invalidInput({ name: "Enter a name with letters or digits in it." });
  const at = await requireKnownDay(ctx, input.as_of);
  await ctx.db.transaction(async (tx) => {
    const added = await tx
      .insert(plans)
      .values({
        code,
        name: input.name,
        formerNames: input.former_names,
        price: input.price,
        apiAccess: input.api_access,
        asOf: input.as_of,
        position: input.position,
        updatedAt: at,
        updatedBy: personId,
      })
      .onConflictDoNothing({ target: plans.code })
      .returning({ code: plans.code });
    if (added.length === 0) throw invalidInput({ name: isThere });
    await recordEvent(tx, ctx, {
      kind: "plans.changed",
      firmId: null,
      data: { plan: code, change: "added", to: input.api_access },
    });
  });
  return { code };
}
