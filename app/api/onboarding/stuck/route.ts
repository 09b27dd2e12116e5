import { askForHelp, stuckInput } from "@/lib/onboarding/ask-for-help";
import { stepPage } from "@/lib/web/step-page";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  anyStep: true,
  schema: stuckInput,
  page: (fields) => stepPage(fields.step),
  run: async (ctx, input) => {
    const { wasMasked } = await askForHelp(ctx, { kind: "stuck", ...input });
    return `${stepPage(input.step)}?told=${wasMasked ? "masked" : "stuck"}#step-help`;
  },
});
