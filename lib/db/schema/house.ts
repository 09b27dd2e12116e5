import { boolean, date, index, integer, pgTable, text } from "drizzle-orm/pg-core";
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

/** The agency's own settings: one row. Null means that the environment's value holds. */
export const settings = pgTable("settings", {
  id: text("id").primaryKey(),
  agencyName: text("agency_name"),
  supportEmail: text("support_email"),
  website: text("website"),
  timeZone: text("time_zone"),
  hubspotGuideUrl: text("hubspot_guide_url"),
  pipedriveGuideUrl: text("pipedrive_guide_url"),
  checklistUrl: text("checklist_url"),
  servicesUrl: text("services_url"),
  /** Where firms write when Clio does not answer about a developer account. */
  clioSupportEmail: text("clio_support_email"),
  /** Days on which the agency does not work, besides Saturdays and Sundays. */
  holidays: date("holidays", { mode: "string" }).array().notNull().default([]),
  goesLiveByItself: boolean("goes_live_by_itself").notNull().default(false),
  updatedAt: instant("updated_at").notNull().defaultNow(),
  updatedBy: id("updated_by"),
});
