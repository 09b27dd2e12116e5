import { makeSecret } from "@/lib/webhooks/make-secret";
import { secretInput } from "@/lib/webhooks/schema";
import { leaveFlash } from "@/lib/web/leave-flash";
import { handleNamed } from "@/lib/web/named-handler";

export const POST = handleNamed({
  pages: "/staff/webhooks",
  role: "admin",
  schema: secretInput,
  run: async (ctx, endpointId, { old_ends: oldEnds }) => {
    const secret = await makeSecret(ctx, { endpointId, oldEnds });
    await leaveFlash({ shownOnce: secret.reveal() });
  },
});
