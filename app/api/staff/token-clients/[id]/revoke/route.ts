import { z } from "zod";
import { revokeTokenClient } from "@/lib/tokens/revoke-token-client";
import { handleTokenClient } from "@/lib/web/token-client-handler";

export const POST = handleTokenClient(
  z.strictObject({}),
  (ctx, clientId) => revokeTokenClient(ctx, { clientId }),
  "The client was revoked, with all its keys.",
);
