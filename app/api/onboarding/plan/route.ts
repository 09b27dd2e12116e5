import { answerPlan, planInput } from "@/lib/plan/answer-plan";
import { nextAfter } from "@/lib/web/next-after";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  step: "plan",
  schema: planInput,
  page: "/onboarding/plan",
  run: async (ctx, input) => {
    await answerPlan(ctx, input);
    return nextAfter(ctx, "plan");
  },
});
