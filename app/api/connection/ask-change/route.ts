import { z } from "zod";
import { askAccountChange } from "@/lib/onboarding/ask-for-help";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  schema: z.strictObject({}),
  page: "/onboarding/status",
  run: async (ctx) => {
    await askAccountChange(ctx);
    return "/onboarding/status?asked=change";
  },
});
