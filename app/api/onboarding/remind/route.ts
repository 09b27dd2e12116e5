import { reminderInput, setReminder } from "@/lib/onboarding/set-reminder";
import { handle } from "@/lib/web/handler";
import { stepPage } from "@/lib/web/step-page";

export const POST = handle({
  who: "firm",
  schema: reminderInput,
  page: (fields) => stepPage(fields.step),
  run: async (ctx, input) => {
    await setReminder(ctx, input);
    return stepPage(input.step);
  },
});
