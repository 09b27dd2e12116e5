import { sql } from "drizzle-orm";
import {
  boolean,
  date,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Region } from "@/lib/vocabulary";
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

/**
 * A region of Clio's that is left alone for a while: it asked for it, or most calls failed. After
 * `until` one caller at a time may try; when that works, the row goes.
 */
export const providerPauses = pgTable("provider_pauses", {
  region: text("region").$type<Region>().primaryKey(),
  until: instant("until").notNull(),
  reason: text("reason").$type<"retry_after" | "failing">().notNull(),
  since: instant("since").notNull().defaultNow(),
});

/**
 * Many connections of a region or of an application that began to fail together: Clio's fault or ours,
 * nobody's at a firm. While it is open their mails are held and their status is "checking".
 */
export const outages = pgTable(
  "outages",
  {
    id: id().primaryKey(),
    scope: text("scope").$type<"region" | "application">().notNull(),
    /** The region, or the application's id. */
    subject: text("subject").notNull(),
    cause: text("cause").$type<"clio_unavailable" | "our_fault">().notNull(),
    openedAt: instant("opened_at").notNull().defaultNow(),
    /** The newest connection that began to fail; half an hour without one ends the outage. */
    lastFailureAt: instant("last_failure_at").notNull(),
    affected: integer("affected").notNull(),
    endedAt: instant("ended_at"),
    /** Who of staff ended it; null when it ended by itself. */
    endedBy: id("ended_by"),
  },
  (table) => [
    uniqueIndex("outages_open_key")
      .on(table.scope, table.subject)
      .where(sql`ended_at is null`),
  ],
);

/** One row of the house's own state. In quarantine nothing is mailed and no provider is called. */
export const houseState = pgTable("house_state", {
  id: text("id").primaryKey(),
  quarantinedAt: instant("quarantined_at"),
  quarantineReason: text("quarantine_reason"),
  releasedAt: instant("released_at"),
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
  /** A PNG of at most 64 kB. */
  logoBase64: text("logo_base64"),
  /** Such as `#1f5f8b`; its contrast was checked before it was kept. */
  accentColour: text("accent_colour"),
  /** Days after a problem opened on which the firm is written to again; null: the house's own. */
  problemMailDays: integer("problem_mail_days").array(),
  /** How many days after a firm was closed its personal text is erased. */
  eraseAfterDays: integer("erase_after_days").notNull().default(30),
  version: integer("version").notNull().default(1),
  updatedAt: instant("updated_at").notNull().defaultNow(),
  updatedBy: id("updated_by"),
});

/**
 * The numbers of `lib/telemetry/numbers.ts`, added up over all processes: what `/metrics` prints. Closed
 * words and numbers alone; bounded by the words that there are.
 */
export const houseNumbers = pgTable(
  "house_numbers",
  {
    name: text("name").notNull(),
    /** The labels' values in the order of the table in the code, with a space between them. */
    labels: text("labels").notNull(),
    /** Of a histogram: `sum`, `count`, or a bucket's bound. Empty for everything else. */
    part: text("part").notNull(),
    value: doublePrecision("value").notNull(),
    at: instant("at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.name, table.labels, table.part] })],
);
