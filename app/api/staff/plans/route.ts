import { addPlan } from "@/lib/plan/add-plan";
import { newPlanInput } from "@/lib/plan/schema";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "staff",
  role: "admin",
  schema: newPlanInput,
  page: "/staff/plans/new",
  run: async (ctx, input) => {
    await addPlan(ctx, input);
    return "/staff/plans?saved=1";
  },
});
