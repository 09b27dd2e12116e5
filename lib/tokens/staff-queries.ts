import { and, asc, count, desc, eq, gt, isNull, sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import {
  firms,
  integrations,
  people,
  tokenClientFirms,
  tokenClients,
  tokenKeys,
} from "@/lib/db/schema";
import { keyStart } from "./key";

/** A token client in the list of staff's. */
export type TokenClientLine = {
  id: string;
  name: string;
  integrationName: string | null;
  /** Single firms that it was given beside those of its integration. */
  firms: number;
  mayReadStatus: boolean;
  mayTakeTokens: boolean;
  activeKeys: number;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

/** A key as staff see it: never again as a whole. */
export type TokenKeyView = {
  id: string;
  start: string;
  createdAt: Date;
  createdByName: string | null;
  expiresAt: Date;
  lastUsedAt: Date | null;
  state: "active" | "expired" | "revoked";
};

export type TokenClientView = Omit<TokenClientLine, "firms" | "activeKeys" | "lastUsedAt"> & {
  integrationId: string | null;
  beforeLive: boolean;
  requestsAMinute: number;
  firms: { id: string; name: string }[];
  keys: TokenKeyView[];
  createdAt: Date;
  createdByName: string | null;
};

/** For staff, and the operator's command. */
function requireReader(ctx: Context): void {
  if (ctx.actor.kind !== "system") requireStaff(ctx, "viewer");
}

const isActive = and(isNull(tokenKeys.revokedAt), gt(tokenKeys.expiresAt, sql`now()`));

/** All token clients, those in use first. */
export async function listTokenClients(ctx: Context): Promise<TokenClientLine[]> {
  requireReader(ctx);
  return ctx.db.query((db) => {
    const given = db
      .select({ firms: count() })
      .from(tokenClientFirms)
      .where(eq(tokenClientFirms.clientId, tokenClients.id));
    return db
      .select({
        id: tokenClients.id,
        name: tokenClients.name,
        integrationName: integrations.name,
        firms: sql<number>`(${given})::int`,
        mayReadStatus: tokenClients.mayReadStatus,
        mayTakeTokens: tokenClients.mayTakeTokens,
        activeKeys: sql<number>`(count(*) filter (where ${isActive}))::int`,
        lastUsedAt: sql`max(${tokenKeys.lastUsedAt})`.mapWith(tokenKeys.lastUsedAt),
        revokedAt: tokenClients.revokedAt,
      })
      .from(tokenClients)
      .leftJoin(integrations, eq(integrations.id, tokenClients.integrationId))
      .leftJoin(tokenKeys, eq(tokenKeys.clientId, tokenClients.id))
      .groupBy(tokenClients.id, integrations.name)
      .orderBy(sql`${tokenClients.revokedAt} is not null`, asc(tokenClients.name));
  });
}

/** One token client with its keys, the newest first; null when there is none. */
export async function loadTokenClient(
  ctx: Context,
  clientId: string,
): Promise<TokenClientView | null> {
  requireReader(ctx);
  return ctx.db.query(async (db) => {
    const [found] = await db
      .select({ row: tokenClients, integrationName: integrations.name, by: people.name })
      .from(tokenClients)
      .leftJoin(integrations, eq(integrations.id, tokenClients.integrationId))
      .leftJoin(people, eq(people.id, tokenClients.createdBy))
      .where(eq(tokenClients.id, clientId));
    if (!found) return null;
    const given = await db
      .select({ id: firms.id, name: firms.name })
      .from(tokenClientFirms)
      .innerJoin(firms, eq(firms.id, tokenClientFirms.firmId))
      .where(eq(tokenClientFirms.clientId, clientId))
      .orderBy(asc(firms.name));
    const keys = await db
      .select({ row: tokenKeys, by: people.name, isOver: sql<boolean>`expires_at <= now()` })
      .from(tokenKeys)
      .leftJoin(people, eq(people.id, tokenKeys.createdBy))
      .where(eq(tokenKeys.clientId, clientId))
      .orderBy(desc(tokenKeys.createdAt));
    const { createdBy: _, ...row } = found.row;
    return {
      ...row,
      integrationName: found.integrationName,
      createdByName: found.by,
      firms: given,
      keys: keys.map(({ row: key, by, isOver }) => ({
        id: key.id,
        start: keyStart(key.id),
        createdAt: key.createdAt,
        createdByName: by,
        expiresAt: key.expiresAt,
        lastUsedAt: key.lastUsedAt,
        state: key.revokedAt ? "revoked" : isOver ? "expired" : "active",
      })),
    };
  });
}
