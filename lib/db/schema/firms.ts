import { sql } from "drizzle-orm";
import { boolean, date, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { HelpKind, LiveCause, Region, Route, StepKey } from "@/lib/vocabulary";
import { id, instant, sealed } from "./columns";
import { integrations } from "./integrations";
import { people } from "./people";

/** The customer: one firm row = one integration = one connection = one Clio account. */
export const firms = pgTable(
  "firms",
  {
    id: id().primaryKey(),
    name: text("name").notNull(),
    route: text("route").$type<Route>().notNull(),
    region: text("region").$type<Region>(),
    regionSetBy: text("region_set_by").$type<"staff" | "firm">(),
    integrationId: id("integration_id")
      .notNull()
      .references(() => integrations.id),
    mainContactId: id("main_contact_id")
      .notNull()
      .references(() => people.id),
    /** A plan's code, or `not_sure`. */
    planAnswer: text("plan_answer"),
    planAnsweredAt: instant("plan_answered_at"),
    planAnsweredBy: id("plan_answered_by"),
    /** Clio's own evidence: the first probe of this firm's account that worked. */
    planConfirmedAt: instant("plan_confirmed_at"),
    liveAt: instant("live_at"),
    /** Without `liveAt`: staff switched the firm off, and it does not go live by itself. */
    liveCause: text("live_cause").$type<LiveCause>(),
    liveReason: text("live_reason"),
    /** End of an override; the firm is not live after it. */
    liveUntil: instant("live_until"),
    /** Who of staff looks after the firm. */
    ownerId: id("owner_id").references(() => people.id),
    /** Written to when the main contact does not move. */
    secondContactId: id("second_contact_id").references(() => people.id),
    tags: text("tags").array().notNull().default([]),
    remindersPausedUntil: instant("reminders_paused_until"),
    /** Counts what staff change by hand: who saves over a newer number is told so. */
    version: integer("version").notNull().default(1),
    /** A closed firm: nobody signs in for it, nothing is asked of Clio; erased at `eraseAt`. */
    closedAt: instant("closed_at"),
    closedBy: id("closed_by"),
    eraseAt: instant("erase_at"),
    /** Its personal text is gone: the firm's key was destroyed, the rest overwritten. */
    erasedAt: instant("erased_at"),
    createdBy: id("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    index("firms_erase_idx")
      .on(table.eraseAt)
      .where(sql`erased_at is null`),
    index("firms_created_idx").on(table.createdAt, table.id),
    index("firms_integration_idx").on(table.integrationId, table.id),
  ],
);

/** The key that seals personal text in a firm's events; destroyed, it takes that text with it. */
export const firmKeys = pgTable("firm_keys", {
  id: id().primaryKey(),
  firmId: id("firm_id")
    .notNull()
    .unique()
    .references(() => firms.id),
  /** Null once destroyed. */
  keySealed: sealed("key_sealed"),
  createdAt: instant("created_at").notNull().defaultNow(),
  destroyedAt: instant("destroyed_at"),
});

/** What staff keep in mind about a firm; the firm never sees it. */
export const firmNotes = pgTable(
  "firm_notes",
  {
    id: id().primaryKey(),
    firmId: id("firm_id")
      .notNull()
      .references(() => firms.id),
    personId: id("person_id").notNull(),
    /** What looked like a secret was masked before it was stored. */
    text: text("text").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    removedAt: instant("removed_at"),
  },
  (table) => [index("firm_notes_firm_idx").on(table.firmId, table.createdAt)],
);

export const firmMembers = pgTable(
  "firm_members",
  {
    firmId: id("firm_id")
      .notNull()
      .references(() => firms.id),
    personId: id("person_id")
      .notNull()
      .references(() => people.id),
    addedAt: instant("added_at").notNull().defaultNow(),
    removedAt: instant("removed_at"),
  },
  (table) => [
    primaryKey({ columns: [table.firmId, table.personId] }),
    index("firm_members_person_idx").on(table.personId),
  ],
);

/** What is known of the developer account of a firm on the route `firm_developer`; days are dates. */
export const developerAccounts = pgTable("developer_accounts", {
  firmId: id("firm_id")
    .primaryKey()
    .references(() => firms.id),
  email: text("email"),
  trialStartedOn: date("trial_started_on", { mode: "string" }),
  trialEndsOn: date("trial_ends_on", { mode: "string" }),
  appliedOn: date("applied_on", { mode: "string" }),
  approvedOn: date("approved_on", { mode: "string" }),
  /** Staff wrote to their own contacts at Clio. */
  askedClioOn: date("asked_clio_on", { mode: "string" }),
  /** "That was my developer account": never taken for the live one again. */
  accountRegion: text("account_region").$type<Region>(),
  accountId: text("account_id"),
});

/** "I am stuck", "Mine looks different", "Change the account": what a firm's people asked of staff. */
export const helpRequests = pgTable(
  "help_requests",
  {
    id: id().primaryKey(),
    firmId: id("firm_id")
      .notNull()
      .references(() => firms.id),
    personId: id("person_id").notNull(),
    kind: text("kind").$type<HelpKind>().notNull(),
    step: text("step").$type<StepKey>(),
    /** What looked like a secret was masked before it was stored. */
    text: text("text").notNull(),
    wasMasked: boolean("was_masked").notNull().default(false),
    createdAt: instant("created_at").notNull().defaultNow(),
    doneAt: instant("done_at"),
    doneBy: id("done_by"),
  },
  (table) => [index("help_requests_firm_idx").on(table.firmId, table.createdAt)],
);

/** "Remind me on …": one mail on that day. */
export const reminders = pgTable(
  "reminders",
  {
    id: id().primaryKey(),
    firmId: id("firm_id")
      .notNull()
      .references(() => firms.id),
    personId: id("person_id")
      .notNull()
      .references(() => people.id),
    step: text("step").$type<StepKey>().notNull(),
    remindOn: date("remind_on", { mode: "string" }).notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    sentAt: instant("sent_at"),
  },
  (table) => [
    index("reminders_due_idx").on(table.remindOn),
    index("reminders_firm_idx").on(table.firmId),
  ],
);
