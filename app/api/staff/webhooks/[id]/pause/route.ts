import { pauseEndpoint } from "@/lib/webhooks/pause-endpoint";
import { pauseInput } from "@/lib/webhooks/schema";
import { handleNamed } from "@/lib/web/named-handler";

export const POST = handleNamed({
  pages: "/staff/webhooks",
  role: "operator",
  schema: pauseInput,
  run: (ctx, endpointId, { paused }) =>
    pauseEndpoint(ctx, { endpointId, isPaused: paused === "yes" }),
});
