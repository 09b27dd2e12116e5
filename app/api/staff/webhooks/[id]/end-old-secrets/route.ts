import { z } from "zod";
import { endOldSecrets } from "@/lib/webhooks/end-old-secrets";
import { handleNamed } from "@/lib/web/named-handler";

export const POST = handleNamed({
  pages: "/staff/webhooks",
  role: "admin",
  schema: z.strictObject({}),
  run: (ctx, endpointId) => endOldSecrets(ctx, { endpointId }),
});
