import { askForHelp, differentInput } from "@/lib/onboarding/ask-for-help";
import { handle } from "@/lib/web/handler";
import { stepPage } from "@/lib/web/step-page";

export const POST = handle({
  who: "firm",
  anyStep: true,
  schema: differentInput,
  page: (fields) => stepPage(fields.step),
  run: async (ctx, input) => {
    const { wasMasked } = await askForHelp(ctx, { kind: "different", ...input });
    return `${stepPage(input.step)}?told=${wasMasked ? "masked" : "different"}#step-help`;
  },
});
