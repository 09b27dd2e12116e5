import { addPlan } from "@/lib/plan/add-plan";
import { planFields } from "@/lib/plan/schema";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "staff",
  role: "admin",
  schema: planFields,
  page: "/staff/plans/new",
  run: async (ctx, input) => {
    await addPlan(ctx, input);
    return "/staff/plans?saved=1";
  },
});
