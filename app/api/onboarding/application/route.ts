import { confirmRegistered } from "@/lib/applications/confirm-registered";
import { registeredInput } from "@/lib/applications/schema";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  schema: registeredInput,
  page: "/onboarding/application",
  run: async (ctx, input) => {
    await confirmRegistered(ctx, input);
    return "/onboarding";
  },
});
