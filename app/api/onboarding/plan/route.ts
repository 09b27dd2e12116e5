import { answerPlan, planInput } from "@/lib/plan/answer-plan";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  schema: planInput,
  page: "/onboarding/plan",
  run: async (ctx, input) => {
    await answerPlan(ctx, input);
    return "/onboarding";
  },
});
