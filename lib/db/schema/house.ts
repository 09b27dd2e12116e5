import { index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { id, instant } from "./columns";

/** A form's nonce that was used, with the answer it got: pressing twice is pressing once (H-9). */
export const formNonces = pgTable("form_nonces", {
  nonceHash: text("nonce_hash").primaryKey(),
  personId: id("person_id"),
  usedAt: instant("used_at").notNull().defaultNow(),
  /** Where the first press led; null while it is still at work. */
  location: text("location"),
});

/** HMAC of a fixed label under each key: tells a wrong key from a tampered value. */
export const keyChecks = pgTable("key_checks", {
  kid: text("kid").primaryKey(),
  value: text("value").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
});

/** Fixed-window counters: how often something happened since the window opened. */
export const rateLimits = pgTable(
  "rate_limits",
  {
    key: text("key").primaryKey(),
    count: integer("count").notNull(),
    windowEndsAt: instant("window_ends_at").notNull(),
  },
  (table) => [index("rate_limits_window_idx").on(table.windowEndsAt)],
);
