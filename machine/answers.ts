import { z } from "zod";
import type { ListPage } from "@/lib/tokens/queries";
import type { AccessTokenView } from "@/lib/tokens/take-access-token";
import type { ListedConnection, SeenConnection } from "@/lib/tokens/views";
import {
  accesses,
  actors,
  connectionStatuses,
  nextActions,
  regions,
  resources,
  scopeResults,
  statusReasons,
} from "@/lib/vocabulary";
import { cursorOf } from "./queries";

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

const listed = {
  id: z.string(),
  firm: z.object({ id: z.string(), name: z.string() }),
  integration_id: z.string(),
  region: z.enum(regions).nullable(),
  status: z.enum(connectionStatuses),
  reason: z.enum(statusReasons),
  actor: z.enum(actors).meta({ description: "Who has to move next." }),
  status_since: instant,
  live: z.boolean().meta({ description: "The integration is switched on for the firm." }),
  account: z
    .object({ id: z.string(), name: z.string() })
    .nullable()
    .meta({ description: "The firm's Clio account, once somebody has confirmed it." }),
  connected_at: instant.nullable(),
  disconnected_at: instant.nullable(),
  updated_at: instant,
};

export const listedSchema = z.object(listed).meta({ id: "ListedConnection" });
export const listSchema = z
  .object({
    connections: z.array(listedSchema),
    next_cursor: z.string().nullable().meta({ description: "null on the last page." }),
  })
  .meta({ id: "ConnectionList" });

export const connectionSchema = z
  .object({
    ...listed,
    next_action: z.enum(nextActions),
    user: z.object({ name: z.string(), email: z.string().nullable() }).nullable(),
    scopes: z.array(
      z.object({
        resource: z.enum(resources),
        access: z.enum(accesses),
        required: z.boolean(),
        result: z.enum(scopeResults),
        checked_at: instant.nullable(),
      }),
    ),
    checked_at: instant.nullable(),
  })
  .meta({ id: "Connection" });

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

export function listAnswer({ connections, after }: ListPage): z.infer<typeof listSchema> {
  return {
    connections: connections.map(listedAnswer),
    next_cursor: after === null ? null : cursorOf(after),
  };
}

function listedAnswer(view: ListedConnection): z.infer<typeof listedSchema> {
  return {
    id: view.id,
    firm: view.firm,
    integration_id: view.integrationId,
    region: view.region,
    status: view.status,
    reason: view.reason,
    actor: view.actor,
    status_since: view.statusSince,
    live: view.isLive,
    account: view.account,
    connected_at: view.connectedAt,
    disconnected_at: view.disconnectedAt,
    updated_at: view.updatedAt,
  };
}

export function connectionAnswer(view: SeenConnection): z.infer<typeof connectionSchema> {
  return {
    ...listedAnswer(view),
    next_action: view.nextAction,
    user: view.user,
    scopes: view.scopes.map(({ checkedAt, ...scope }) => ({
      ...scope,
      checked_at: checkedAt?.toISOString() ?? null,
    })),
    checked_at: view.checkedAt?.toISOString() ?? null,
  };
}
