import { now, requireStaff, type Context } from "@/lib/context";
import { recordEvent } from "@/lib/events/record-event";
import { savePlan } from "./save-plan";
import type { OfferInput } from "./schema";

/**
 * Retires a plan that Clio does not sell any more, or brings it back. Firms that named it keep their
 * answer and its verdict; others cannot choose it while it is retired. For staff with role admin. Throws
 * `not_found`, and `conflict` when somebody saved another version meanwhile.
 */
export async function offerPlan(ctx: Context, input: OfferInput & { code: string }): Promise<void> {
  const { personId } = requireStaff(ctx, "admin");
  const { code, version, offered } = input;
  const at = await now(ctx);
  const retiredAt = offered === "no" ? at : null;
  await ctx.db.transaction(async (tx) => {
    const before = await savePlan(tx, { code, version, personId, at }, { retiredAt });
    if ((before.retiredAt === null) === (retiredAt === null)) return;
    const change = retiredAt ? "retired" : "brought_back";
    await recordEvent(tx, ctx, {
      kind: "plans.changed",
      firmId: null,
      data: { plan: code, change },
    });
  });
}
