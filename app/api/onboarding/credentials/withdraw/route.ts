import { z } from "zod";
import { withdrawKeys } from "@/lib/connection/withdraw-keys";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  schema: z.strictObject({}),
  page: "/onboarding/credentials",
  run: async (ctx) => {
    await withdrawKeys(ctx);
    return "/onboarding/credentials";
  },
});
