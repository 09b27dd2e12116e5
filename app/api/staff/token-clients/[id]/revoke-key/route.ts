import { z } from "zod";
import { revokeTokenKey } from "@/lib/tokens/revoke-token-key";
import { handleTokenClient } from "@/lib/web/token-client-handler";

export const POST = handleTokenClient(
  z.strictObject({ key: z.string().max(40) }),
  (ctx, clientId, { key }) => revokeTokenKey(ctx, { clientId, keyId: key }),
  "The key was revoked.",
);
