import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { WebhookKind } from "@/lib/vocabulary";
import { id, instant, sealed } from "./columns";
import { firms } from "./firms";
import { integrations } from "./integrations";

/** An address of an integration service that is told when something happens to a connection. */
export const webhookEndpoints = pgTable("webhook_endpoints", {
  id: id().primaryKey(),
  name: text("name").notNull(),
  url: text("url").notNull(),
  /** The one integration whose firms it hears of; null: every firm's. */
  integrationId: id("integration_id").references(() => integrations.id),
  kinds: text("kinds").array().$type<WebhookKind[]>().notNull(),
  isPaused: boolean("is_paused").notNull().default(false),
  /** The receiver answered 410, or nothing reached it for the whole time of the retries. */
  disabledAt: instant("disabled_at"),
  disabledReason: text("disabled_reason").$type<"gone" | "unreachable">(),
  createdBy: id("created_by").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
  removedAt: instant("removed_at"),
});

/** What an endpoint's messages are signed with; several at once while it changes. */
export const webhookSecrets = pgTable(
  "webhook_secrets",
  {
    id: id().primaryKey(),
    endpointId: id("endpoint_id")
      .notNull()
      .references(() => webhookEndpoints.id),
    secretSealed: sealed("secret_sealed").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** An old one signs until then. */
    expiresAt: instant("expires_at"),
  },
  (table) => [index("webhook_secrets_endpoint_idx").on(table.endpointId)],
);

/** One thing that happened, as receivers are told: the same for all of them, also when sent again. */
export const webhookMessages = pgTable(
  "webhook_messages",
  {
    id: id().primaryKey(),
    firmId: id("firm_id")
      .notNull()
      .references(() => firms.id),
    kind: text("kind").$type<WebhookKind>().notNull(),
    /** Ids, statuses and times alone: nothing secret, nothing personal. */
    data: jsonb("data").$type<Record<string, string | number | boolean | null>>().notNull(),
    at: instant("at").notNull().defaultNow(),
  },
  (table) => [
    index("webhook_messages_firm_idx").on(table.firmId, table.at),
    index("webhook_messages_at_idx").on(table.at),
  ],
);

/** A message on its way to one endpoint. */
export const webhookDeliveries = pgTable(
  "webhook_deliveries",
  {
    id: id().primaryKey(),
    firmId: id("firm_id")
      .notNull()
      .references(() => firms.id),
    endpointId: id("endpoint_id")
      .notNull()
      .references(() => webhookEndpoints.id),
    messageId: id("message_id")
      .notNull()
      .references(() => webhookMessages.id),
    state: text("state").$type<"waiting" | "delivered" | "failed">().notNull().default("waiting"),
    tries: integer("tries").notNull().default(0),
    nextTryAt: instant("next_try_at"),
    deliveredAt: instant("delivered_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("webhook_deliveries_key").on(table.endpointId, table.messageId),
    index("webhook_deliveries_due_idx").on(table.state, table.nextTryAt),
    index("webhook_deliveries_endpoint_idx").on(table.endpointId, table.createdAt),
    index("webhook_deliveries_firm_idx").on(table.firmId),
  ],
);

/** One try: what the receiver answered, or why nothing came. */
export const webhookTries = pgTable(
  "webhook_tries",
  {
    id: id().primaryKey(),
    firmId: id("firm_id")
      .notNull()
      .references(() => firms.id),
    deliveryId: id("delivery_id")
      .notNull()
      .references(() => webhookDeliveries.id),
    at: instant("at").notNull().defaultNow(),
    /** The HTTP status; null when there was no answer, with our word for why. */
    status: integer("status"),
    failure: text("failure"),
    tookMs: integer("took_ms").notNull(),
  },
  (table) => [
    index("webhook_tries_delivery_idx").on(table.deliveryId, table.at),
    index("webhook_tries_firm_idx").on(table.firmId),
  ],
);
