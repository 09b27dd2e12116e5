import { bigserial, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { EventKind, MailKind } from "@/lib/vocabulary";
import { id, instant, sealed } from "./columns";

/** The append-only history: timeline, audit trail and source of mails. */
export const events = pgTable(
  "events",
  {
    id: id().primaryKey(),
    seq: bigserial("seq", { mode: "number" }).notNull(),
    firmId: id("firm_id"),
    kind: text("kind").$type<EventKind>().notNull(),
    actorKind: text("actor_kind").$type<"person" | "system">().notNull(),
    actorId: text("actor_id").notNull(),
    /** Set when the actor's session came from a link that staff copied (H-8). */
    viaCopiedLink: text("via_copied_link"),
    at: instant("at").notNull().defaultNow(),
    requestId: text("request_id"),
    /** Facts for the timeline: never a secret, never a whole client ID, never Clio's text. */
    data: jsonb("data").$type<Record<string, string | number | boolean | null>>().notNull(),
  },
  (table) => [
    uniqueIndex("events_seq_key").on(table.seq),
    index("events_firm_idx").on(table.firmId, table.seq),
  ],
);

/** The outbox: a row in the transaction of its cause, sent after the commit. */
export const mails = pgTable(
  "mails",
  {
    id: id().primaryKey(),
    firmId: id("firm_id"),
    personId: id("person_id"),
    kind: text("kind").$type<MailKind>().notNull(),
    toAddress: text("to_address").notNull(),
    subject: text("subject").notNull(),
    /** The rendered parts; they may hold a link, so they are sealed, and removed once sent. */
    bodySealed: sealed("body_sealed"),
    /** One mail for one cause. */
    causeKey: text("cause_key").notNull(),
    messageId: text("message_id").notNull(),
    state: text("state")
      .$type<"queued" | "sending" | "sent" | "failed">()
      .notNull()
      .default("queued"),
    tries: integer("tries").notNull().default(0),
    error: text("error"),
    queuedAt: instant("queued_at").notNull().defaultNow(),
    claimedAt: instant("claimed_at"),
    sentAt: instant("sent_at"),
  },
  (table) => [
    uniqueIndex("mails_cause_key").on(table.causeKey),
    index("mails_firm_idx").on(table.firmId, table.queuedAt),
    index("mails_state_idx").on(table.state, table.queuedAt),
  ],
);
