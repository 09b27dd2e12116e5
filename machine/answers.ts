import { z } from "zod";
import type { AccessTokenView } from "@/lib/tokens/take-access-token";

// What the door says, as schemas: the OpenAPI document is made of them, and tests hold answers to them.

const instant = z.iso.datetime();

export const accessTokenSchema = z
  .object({
    connection_id: z.string(),
    access_token: z.string().meta({ description: "Send it to Clio as a bearer token." }),
    token_type: z.literal("Bearer"),
    expires_at: instant,
    minutes_left: z.int().nonnegative(),
    cache_seconds: z.int().nonnegative().meta({
      description: "How long you may keep the token before you ask here again.",
    }),
    api_origin: z.url().meta({ description: "Where this firm's Clio is: its region's host." }),
    api_version: z.string().meta({ description: "Send it as X-API-VERSION." }),
    scopes_proven: z.array(z.string()).meta({
      description: "Permissions that Clio has shown to work, such as contacts:read.",
    }),
  })
  .meta({ id: "AccessToken" });

export function accessTokenAnswer(view: AccessTokenView): z.infer<typeof accessTokenSchema> {
  return {
    connection_id: view.connectionId,
    access_token: view.accessToken.reveal(),
    token_type: "Bearer",
    expires_at: view.expiresAt.toISOString(),
    minutes_left: view.minutesLeft,
    cache_seconds: view.cacheSeconds,
    api_origin: view.apiOrigin,
    api_version: view.apiVersion,
    scopes_proven: view.scopesProven,
  };
}
