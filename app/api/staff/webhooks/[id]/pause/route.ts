import { pauseEndpoint } from "@/lib/webhooks/pause-endpoint";
import { pauseInput } from "@/lib/webhooks/schema";
import { handleWebhook } from "@/lib/web/webhook-handler";

export const POST = handleWebhook({
  role: "operator",
  schema: pauseInput,
  run: (ctx, endpointId, { paused }) =>
    pauseEndpoint(ctx, { endpointId, isPaused: paused === "yes" }),
});
