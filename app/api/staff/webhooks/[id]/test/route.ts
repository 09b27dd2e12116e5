import { z } from "zod";
import { tryWords } from "@/components/staff/webhook-words";
import { sendTest } from "@/lib/webhooks/send-test";
import { leaveFlash } from "@/lib/web/leave-flash";
import { handleWebhook } from "@/lib/web/webhook-handler";

export const POST = handleWebhook({
  role: "operator",
  schema: z.strictObject({}),
  run: async (ctx, endpointId) => {
    const result = await sendTest(ctx, { endpointId });
    await leaveFlash({ done: tryWords(result) });
  },
});
