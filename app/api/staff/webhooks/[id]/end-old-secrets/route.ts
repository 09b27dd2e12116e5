import { z } from "zod";
import { endOldSecrets } from "@/lib/webhooks/end-old-secrets";
import { handleWebhook } from "@/lib/web/webhook-handler";

export const POST = handleWebhook({
  role: "admin",
  schema: z.strictObject({}),
  run: (ctx, endpointId) => endOldSecrets(ctx, { endpointId }),
});
