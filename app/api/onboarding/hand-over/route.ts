import { handOverInput, handOverStep } from "@/lib/identity/hand-over-step";
import { stepWords } from "@/lib/onboarding/rules";
import { handOverSteps } from "@/lib/vocabulary";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  schema: handOverInput,
  page: (fields) => {
    const step = handOverSteps.find((one) => one === fields.step);
    return step ? `/onboarding/people?step=${step}` : "/onboarding/people";
  },
  run: async (ctx, input) => {
    await handOverStep(ctx, { ...input, stepTitle: stepWords[input.step].title });
    return `/onboarding/people?sent=${input.step}`;
  },
});
