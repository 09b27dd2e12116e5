import { z } from "zod";
import { tryWords } from "@/components/staff/webhook-words";
import { sendTest } from "@/lib/webhooks/send-test";
import { leaveFlash } from "@/lib/web/leave-flash";
import { handleNamed } from "@/lib/web/named-handler";

export const POST = handleNamed({
  pages: "/staff/webhooks",
  role: "operator",
  schema: z.strictObject({}),
  run: async (ctx, endpointId) => {
    const result = await sendTest(ctx, { endpointId });
    await leaveFlash({ done: tryWords(result) });
  },
});
