import { requireStaff, type Context } from "@/lib/context";
import { recordEvent } from "@/lib/events/record-event";
import { requireKnownDay, savePlan } from "./save-plan";
import type { PlanFields } from "./schema";

/**
 * Staff correct what is known of one of Clio's plans; the verdicts of the firms that named it follow. For
 * staff with role admin. Throws `not_found`, `invalid_input` for a day that has not come, and `conflict`
 * when somebody saved another version meanwhile.
 */
export async function changePlan(
  ctx: Context,
  input: PlanFields & { code: string; version: number },
): Promise<void> {
  const { personId } = requireStaff(ctx, "admin");
  const { code, version } = input;
  const at = await requireKnownDay(ctx, input.as_of);
  await ctx.db.transaction(async (tx) => {
    const before = await savePlan(
      tx,
      { code, version, personId, at },
      {
        name: input.name,
        formerNames: input.former_names,
        price: input.price,
        apiAccess: input.api_access,
        asOf: input.as_of,
        position: input.position,
      },
    );
    const hasOtherAccess = before.apiAccess !== input.api_access;
    await recordEvent(tx, ctx, {
      kind: "plans.changed",
      firmId: null,
      data: {
        plan: code,
        change: "changed",
        ...(before.name !== input.name && { before: before.name }),
        ...(hasOtherAccess && { from: before.apiAccess, to: input.api_access }),
      },
    });
  });
}
