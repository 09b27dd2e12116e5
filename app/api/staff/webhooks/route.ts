import { createEndpoint } from "@/lib/webhooks/create-endpoint";
import { endpointInput } from "@/lib/webhooks/schema";
import { handle } from "@/lib/web/handler";
import { leaveFlash } from "@/lib/web/leave-flash";

export const POST = handle({
  who: "staff",
  role: "admin",
  schema: endpointInput,
  page: "/staff/webhooks/new",
  run: async (ctx, input) => {
    const { endpointId, secret } = await createEndpoint(ctx, input);
    await leaveFlash({ shownOnce: secret.reveal() });
    return `/staff/webhooks/${endpointId}`;
  },
});
