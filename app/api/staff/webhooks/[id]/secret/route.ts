import { makeSecret } from "@/lib/webhooks/make-secret";
import { secretInput } from "@/lib/webhooks/schema";
import { leaveFlash } from "@/lib/web/leave-flash";
import { handleWebhook } from "@/lib/web/webhook-handler";

export const POST = handleWebhook({
  role: "admin",
  schema: secretInput,
  run: async (ctx, endpointId, { old_ends: oldEnds }) => {
    const secret = await makeSecret(ctx, { endpointId, oldEnds });
    await leaveFlash({ shownOnce: secret.reveal() });
  },
});
