import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Access, Resource } from "@/lib/vocabulary";
import { id, instant } from "./columns";
import { connections } from "./connections";
import { firms } from "./firms";
import { integrations } from "./integrations";

/** An integration service that may ask at the machine's door. */
export const tokenClients = pgTable("token_clients", {
  id: id().primaryKey(),
  name: text("name").notNull(),
  /** The one integration whose firms it may see; null: those of `token_client_firms` alone. */
  integrationId: id("integration_id").references(() => integrations.id),
  mayReadStatus: boolean("may_read_status").notNull(),
  mayTakeTokens: boolean("may_take_tokens").notNull(),
  /** Tokens also of firms that are not live yet: for the agency's own tests. */
  beforeLive: boolean("before_live").notNull().default(false),
  /** Requests in a minute, counted for the client and not for each key. */
  requestsAMinute: integer("requests_a_minute").notNull(),
  createdBy: id("created_by").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
  revokedAt: instant("revoked_at"),
});

/** Single firms that a client may see, beside or instead of an integration's. */
export const tokenClientFirms = pgTable(
  "token_client_firms",
  {
    clientId: id("client_id")
      .notNull()
      .references(() => tokenClients.id),
    firmId: id("firm_id")
      .notNull()
      .references(() => firms.id),
  },
  (table) => [
    primaryKey({ columns: [table.clientId, table.firmId] }),
    index("token_client_firms_firm_idx").on(table.firmId),
  ],
);

/** A client's key, `anteroom_live_<id>_<secret><crc>`: at most two are active, for a change without a gap. */
export const tokenKeys = pgTable(
  "token_keys",
  {
    /** The id that stands in the key. */
    id: id().primaryKey(),
    clientId: id("client_id")
      .notNull()
      .references(() => tokenClients.id),
    /** SHA-256, in hex, of the key's secret. */
    secretHash: text("secret_hash").notNull(),
    createdBy: id("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    revokedAt: instant("revoked_at"),
    lastUsedAt: instant("last_used_at"),
  },
  (table) => [index("token_keys_client_idx").on(table.clientId)],
);

/** How often a client took a connection's token in an hour: flushed from memory, told once as an event. */
export const tokenUses = pgTable(
  "token_uses",
  {
    clientId: id("client_id")
      .notNull()
      .references(() => tokenClients.id),
    connectionId: id("connection_id")
      .notNull()
      .references(() => connections.id),
    firmId: id("firm_id")
      .notNull()
      .references(() => firms.id),
    hour: instant("hour").notNull(),
    count: integer("count").notNull(),
    toldAt: instant("told_at"),
  },
  (table) => [
    primaryKey({ columns: [table.clientId, table.connectionId, table.hour] }),
    index("token_uses_hour_idx").on(table.toldAt, table.hour),
    index("token_uses_firm_idx").on(table.firmId),
  ],
);

/** What an integration says that it met at Clio: a 401 or 403, kept with what came of looking into it. */
export const connectionReports = pgTable(
  "connection_reports",
  {
    id: id().primaryKey(),
    firmId: id("firm_id")
      .notNull()
      .references(() => firms.id),
    connectionId: id("connection_id")
      .notNull()
      .references(() => connections.id),
    clientId: id("client_id")
      .notNull()
      .references(() => tokenClients.id),
    /** The caller's `Idempotency-Key`, and what it stood on: the same again gets the same answer. */
    idempotencyKey: text("idempotency_key").notNull(),
    requestHash: text("request_hash").notNull(),
    status: integer("status").notNull(),
    resource: text("resource").$type<Resource>(),
    access: text("access").$type<Access>(),
    at: instant("at").notNull().defaultNow(),
    /** The answer as it was given, once there is one. */
    answer: jsonb("answer").$type<Record<string, unknown>>(),
  },
  (table) => [
    uniqueIndex("connection_reports_key").on(table.clientId, table.idempotencyKey),
    index("connection_reports_connection_idx").on(table.connectionId, table.at),
    index("connection_reports_firm_idx").on(table.firmId),
  ],
);
