import { confirmRegistered } from "@/lib/applications/confirm-registered";
import { registeredInput } from "@/lib/applications/schema";
import { nextAfter } from "@/lib/web/next-after";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  step: "application",
  schema: registeredInput,
  page: "/onboarding/application",
  run: async (ctx, input) => {
    await confirmRegistered(ctx, input);
    return input.done ? nextAfter(ctx, "application") : "/onboarding/application";
  },
});
