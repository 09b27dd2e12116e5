import { boolean, date, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { Access, ApiAccess, Resource } from "@/lib/vocabulary";
import { id, instant } from "./columns";

/** What the agency builds; owns versioned scope sets. */
export const integrations = pgTable("integrations", {
  id: id().primaryKey(),
  name: text("name").notNull(),
  summary: text("summary").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
});

/**
 * A numbered version of an integration's scopes. A draft may be changed and given up; published, it is
 * immutable. The highest published version is current.
 */
export const scopeSets = pgTable(
  "scope_sets",
  {
    id: id().primaryKey(),
    integrationId: id("integration_id")
      .notNull()
      .references(() => integrations.id),
    version: integer("version").notNull(),
    /** To firms: why it changed. */
    note: text("note").notNull(),
    publishedBy: id("published_by"),
    /** Null for a draft. */
    publishedAt: instant("published_at").defaultNow(),
    /** From when on a firm that lacks what was added needs attention; null: at once. */
    dueAt: instant("due_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [uniqueIndex("scope_sets_version_key").on(table.integrationId, table.version)],
);

/** One permission of a scope set, with what it is for. */
export const scopes = pgTable(
  "scopes",
  {
    id: id().primaryKey(),
    scopeSetId: id("scope_set_id")
      .notNull()
      .references(() => scopeSets.id),
    position: integer("position").notNull(),
    resource: text("resource").$type<Resource>().notNull(),
    access: text("access").$type<Access>().notNull(),
    required: boolean("required").notNull(),
    /** One sentence for the firm: what it is for. */
    purpose: text("purpose").notNull(),
    /** One sentence for the firm: what does not happen without it. */
    impact: text("impact").notNull(),
  },
  (table) => [
    uniqueIndex("scopes_resource_key").on(table.scopeSetId, table.resource, table.access),
  ],
);

/** Clio's plans, as data: names and prices change, and staff edit them. */
export const plans = pgTable("plans", {
  code: text("code").primaryKey(),
  name: text("name").notNull(),
  formerNames: text("former_names").notNull().default(""),
  price: text("price").notNull().default(""),
  apiAccess: text("api_access").$type<ApiAccess>().notNull(),
  asOf: date("as_of", { mode: "string" }).notNull(),
  position: integer("position").notNull(),
  /** Not offered any more; what firms answered with it stays. */
  retiredAt: instant("retired_at"),
  version: integer("version").notNull().default(1),
  updatedAt: instant("updated_at"),
  updatedBy: id("updated_by"),
});
