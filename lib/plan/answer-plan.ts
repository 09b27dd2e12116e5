import { and, eq, ne } from "drizzle-orm";
import { z } from "zod";
import { now, requireFirm, type Context } from "@/lib/context";
import { applications, firms, grants } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { endHandOvers } from "@/lib/identity/end-links";
import { PLAN_NOT_SURE, regions } from "@/lib/vocabulary";
import { listPlans } from "./queries";

/** POST /api/onboarding/plan. The region is left out when staff have set it. */
export const planInput = z.strictObject({
  plan: z.string({ error: "Choose your plan, or “I am not sure”." }).min(1).max(40),
  region: z.enum(regions, { error: "Choose the address you see when you use Clio." }).optional(),
});
export type PlanInput = z.infer<typeof planInput>;

/**
 * The firm names its plan and its region. Both may be changed at any time; the region only until keys
 * are stored or an account is connected, because both belong to one region. Throws `invalid_input` with a message per field.
 */
export async function answerPlan(ctx: Context, input: PlanInput): Promise<void> {
  const { firmId, personId } = requireFirm(ctx);
  const plans = await listPlans(ctx);
  const named = plans.find((plan) => plan.code === input.plan);
  const isKnown = input.plan === PLAN_NOT_SURE || named !== undefined;
  if (!isKnown) throw invalidInput({ plan: "Choose one of the plans, or “I am not sure”." });
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const [firm] = await tx.select().from(firms).where(eq(firms.id, firmId)).for("update");
    if (!firm) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
    if (named?.isRetired && firm.planAnswer !== named.code) {
      throw invalidInput({ plan: "Clio does not sell this plan any more. Choose another one." });
    }
    const region = firm.regionSetBy === "staff" ? firm.region : (input.region ?? firm.region);
    if (!region) throw invalidInput({ region: "Choose the address you see when you use Clio." });
    if (firm.region !== null && region !== firm.region) {
      const stored = await tx
        .select({ keysStoredAt: applications.keysStoredAt })
        .from(applications)
        .where(eq(applications.firmId, firmId));
      if (stored.some((row) => row.keysStoredAt)) {
        throw invalidInput({
          region: "Your keys belong to another region. Send new keys to change it.",
        });
      }
      const [living] = await tx
        .select({ id: grants.id })
        .from(grants)
        .where(and(eq(grants.firmId, firmId), ne(grants.state, "retired")))
        .limit(1);
      if (living) {
        throw invalidInput({
          region:
            "Your Clio account is connected in the region you chose before. If that is wrong, please tell us.",
        });
      }
    }
    await tx
      .update(firms)
      .set({
        planAnswer: input.plan,
        planAnsweredAt: at,
        planAnsweredBy: personId,
        ...(region !== firm.region && { region, regionSetBy: "firm" as const }),
      })
      .where(eq(firms.id, firmId));
    if (named?.apiAccess !== "no") await endHandOvers(tx, { firmId, step: "plan", at });
    await recordEvent(tx, ctx, { kind: "plan.answered", firmId, data: { plan: input.plan } });
    if (region !== firm.region) {
      await recordEvent(tx, ctx, { kind: "region.chosen", firmId, data: { region } });
    }
  });
}
