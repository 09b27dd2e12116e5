import { z } from "zod";
import { disconnect } from "@/lib/connection/disconnect";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  schema: z.strictObject({}),
  page: "/onboarding/status",
  run: async (ctx) => {
    await disconnect(ctx);
    return "/onboarding/status";
  },
});
