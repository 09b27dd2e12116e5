import { z } from "zod";
import { removeEndpoint } from "@/lib/webhooks/remove-endpoint";
import { handleNamed } from "@/lib/web/named-handler";

export const POST = handleNamed({
  pages: "/staff/webhooks",
  role: "admin",
  schema: z.strictObject({}),
  run: async (ctx, endpointId) => {
    await removeEndpoint(ctx, { endpointId });
    return "/staff/webhooks?removed=1";
  },
});
