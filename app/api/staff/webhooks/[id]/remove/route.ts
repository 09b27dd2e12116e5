import { z } from "zod";
import { removeEndpoint } from "@/lib/webhooks/remove-endpoint";
import { handleWebhook } from "@/lib/web/webhook-handler";

export const POST = handleWebhook({
  role: "admin",
  schema: z.strictObject({}),
  run: async (ctx, endpointId) => {
    await removeEndpoint(ctx, { endpointId });
    return "/staff/webhooks?removed=1";
  },
});
