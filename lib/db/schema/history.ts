import {
  bigint,
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
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
    actorKind: text("actor_kind").$type<"person" | "system" | "token_client">().notNull(),
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
    index("events_at_idx").on(table.at),
  ],
);

/**
 * The hash chain over the events, one for each firm and one for the house: written by a trigger when
 * the transaction commits, so that no event is outside it. `docs/decisions/014-event-chains.md`.
 */
export const eventChain = pgTable(
  "event_chain",
  {
    seq: bigserial("seq", { mode: "number" }).primaryKey(),
    /** A firm's id, or `house`. */
    chain: text("chain").notNull(),
    position: bigint("position", { mode: "number" }).notNull(),
    eventId: id("event_id").notNull(),
    /** SHA-256, in hex, of the hash before and the event. */
    hash: text("hash").notNull(),
  },
  (table) => [
    uniqueIndex("event_chain_position_key").on(table.chain, table.position),
    uniqueIndex("event_chain_event_key").on(table.eventId),
  ],
);

/** The end of each chain: the one row that its writers queue for. */
export const eventHeads = pgTable("event_heads", {
  chain: text("chain").primaryKey(),
  position: bigint("position", { mode: "number" }).notNull(),
  hash: text("hash").notNull(),
});

/** Once an hour, one hash over the ends of all chains: who rewrites a chain has to rewrite this too. */
export const eventAnchors = pgTable("event_anchors", {
  seq: bigserial("seq", { mode: "number" }).primaryKey(),
  at: instant("at").notNull().defaultNow(),
  /** Every row of `event_chain` up to this one is under the hash. */
  throughSeq: bigint("through_seq", { mode: "number" }).notNull(),
  chains: integer("chains").notNull(),
  /** SHA-256, in hex, of the anchor before and of each chain's end. */
  hash: text("hash").notNull(),
});

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
    /** A notice counts for the rhythm and the storm guard; what somebody asked for does not. */
    isNotice: boolean("is_notice").notNull().default(false),
    /** Held back: by the storm guard, or while Clio or we fail for many; staff release it. */
    heldAt: instant("held_at"),
    releasedBy: id("released_by"),
    /** One mail for one cause. */
    causeKey: text("cause_key").notNull(),
    messageId: text("message_id").notNull(),
    state: text("state")
      .$type<"queued" | "held" | "sending" | "sent" | "failed">()
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
