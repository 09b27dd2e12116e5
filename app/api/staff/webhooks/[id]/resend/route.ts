import { resendMessage } from "@/lib/webhooks/resend-message";
import { resendInput } from "@/lib/webhooks/schema";
import { leaveFlash } from "@/lib/web/leave-flash";
import { handleNamed } from "@/lib/web/named-handler";

export const POST = handleNamed({
  pages: "/staff/webhooks",
  role: "operator",
  schema: resendInput,
  run: async (ctx, endpointId, { delivery: deliveryId }) => {
    await resendMessage(ctx, { endpointId, deliveryId });
    await leaveFlash({ done: "The message is on its way once more." });
  },
});
