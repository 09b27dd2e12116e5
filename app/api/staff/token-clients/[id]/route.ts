import { changeTokenClient } from "@/lib/tokens/change-token-client";
import { clientInput } from "@/lib/tokens/schema";
import { handleTokenClient } from "@/lib/web/token-client-handler";

export const POST = handleTokenClient(
  clientInput,
  (ctx, clientId, input) => changeTokenClient(ctx, { ...input, clientId }),
  "Saved. It holds from the service’s next request on.",
);
