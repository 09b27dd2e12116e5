import { z } from "zod";
import { switchRegion } from "@/lib/applications/switch-region";
import { handle } from "@/lib/web/handler";
import { nextAfter } from "@/lib/web/next-after";

/** "These keys belong to Clio in another region: switch?" */
export const POST = handle({
  who: "firm",
  step: "credentials",
  schema: z.strictObject({}),
  page: "/onboarding/credentials",
  run: async (ctx) => {
    await switchRegion(ctx);
    return nextAfter(ctx, "credentials");
  },
});
