import { index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { Region, Route } from "@/lib/vocabulary";
import { id, instant } from "./columns";
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
    createdBy: id("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [index("firms_created_idx").on(table.createdAt, table.id)],
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
