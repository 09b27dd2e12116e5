import { sql } from "drizzle-orm";
import {
  bigserial,
  boolean,
  customType,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";
import type {
  BulkKind,
  ConnectionStatus,
  NextActor,
  QueueAction,
  QueueTab,
  Region,
  Resource,
  Route,
  Stage,
  StatusReason,
  StepKey,
  StepState,
} from "@/lib/vocabulary";
import { id, instant } from "./columns";
import { firms } from "./firms";
import { people } from "./people";

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

/**
 * A firm as the work queue shows, filters and sorts it: computed by staff/queue-rules.ts from the same
 * facts as the firm's own pages, due again at `changesAt` and whenever `queue_marks` names the firm.
 */
export const queueRows = pgTable(
  "queue_rows",
  {
    firmId: id("firm_id")
      .primaryKey()
      .references(() => firms.id),
    tab: text("tab").$type<QueueTab>().notNull(),
    stage: text("stage").$type<Stage>().notNull(),
    step: text("step").$type<StepKey>(),
    stepState: text("step_state").$type<StepState>(),
    status: text("status").$type<ConnectionStatus>().notNull(),
    reason: text("reason").$type<StatusReason>().notNull(),
    actor: text("actor").$type<NextActor>().notNull(),
    /** Since when it waits on the one whom it waits on now. */
    since: instant("since").notNull(),
    /** The one thing that moves it, and what it is done to: a question, a mail, a grant. */
    action: text("action").$type<QueueAction>().notNull(),
    actionRef: text("action_ref"),
    /** Required permissions that Clio refuses. */
    missing: text("missing").array().$type<Resource[]>().notNull().default([]),
    firmName: text("firm_name").notNull(),
    route: text("route").$type<Route>().notNull(),
    region: text("region").$type<Region>(),
    integrationId: id("integration_id").notNull(),
    ownerId: id("owner_id"),
    tags: text("tags").array().notNull().default([]),
    /** Words of firm, people, Clio account and client ID; its tab and tags are among them. */
    search: tsvector("search").notNull(),
    /** When the firm reached each stage; null: not yet. */
    invitedAt: instant("invited_at").notNull(),
    planAt: instant("plan_at"),
    keysAt: instant("keys_at"),
    connectedAt: instant("connected_at"),
    liveAt: instant("live_at"),
    /** Seconds from the invitation to each, worked out when the row is written: the funnel sorts numbers. */
    planAfter: integer("plan_after").generatedAlwaysAs(
      sql`date_part('epoch', plan_at - invited_at)::int`,
    ),
    keysAfter: integer("keys_after").generatedAlwaysAs(
      sql`date_part('epoch', keys_at - invited_at)::int`,
    ),
    connectedAfter: integer("connected_after").generatedAlwaysAs(
      sql`date_part('epoch', connected_at - invited_at)::int`,
    ),
    liveAfter: integer("live_after").generatedAlwaysAs(
      sql`date_part('epoch', live_at - invited_at)::int`,
    ),
    /** Reminders of the step that it waits at: since when, how many levels are done, when the next is due. */
    reminderStep: text("reminder_step").$type<StepKey>(),
    reminderSince: date("reminder_since", { mode: "string" }),
    reminderLevel: integer("reminder_level").notNull().default(0),
    reminderDueAt: instant("reminder_due_at"),
    /** When time alone changes the row; null: never. */
    changesAt: instant("changes_at"),
    computedAt: instant("computed_at").notNull().defaultNow(),
  },
  (table) => [
    index("queue_rows_tab_idx").on(table.tab, table.since, table.firmId),
    index("queue_rows_by_owner_idx").on(table.ownerId, table.tab, table.since, table.firmId),
    index("queue_rows_since_idx").on(table.since, table.firmId),
    index("queue_rows_tab_invited_idx").on(table.tab, table.invitedAt, table.firmId),
    // The newest first; and all that the funnel reads, so that it need not look at the rows.
    index("queue_rows_funnel_idx").on(
      table.invitedAt,
      table.firmId,
      table.planAfter,
      table.keysAfter,
      table.connectedAfter,
      table.liveAfter,
    ),
    // Each filter counts its firms in every tab without a look at the rows, and has them in their order:
    // the database takes filters for independent and would look for what a tab has none of in all of it.
    index("queue_rows_by_stage_idx").on(table.stage, table.tab, table.since, table.firmId),
    index("queue_rows_by_status_idx").on(table.status, table.tab, table.since, table.firmId),
    index("queue_rows_by_route_idx").on(table.route, table.tab, table.since, table.firmId),
    index("queue_rows_by_region_idx").on(table.region, table.tab, table.since, table.firmId),
    index("queue_rows_by_integration_idx").on(
      table.integrationId,
      table.tab,
      table.since,
      table.firmId,
    ),
    index("queue_rows_tag_sets_idx")
      .on(table.tags)
      .where(sql`tags <> '{}'`),
    index("queue_rows_name_idx").on(sql`lower(${table.firmName})`, table.firmId),
    index("queue_rows_changes_idx").on(table.changesAt),
    index("queue_rows_reminder_idx").on(table.reminderDueAt),
    index("queue_rows_search_idx").using("gin", table.search),
  ],
);

/** Firms whose row has to be computed anew: written by triggers on the tables that hold its facts. */
export const queueMarks = pgTable(
  "queue_marks",
  {
    seq: bigserial("seq", { mode: "number" }).primaryKey(),
    firmId: id("firm_id").notNull(),
  },
  (table) => [index("queue_marks_firm_idx").on(table.firmId)],
);

/** How many firms each tab holds, as the sum of its rows: a trigger adds one in the writing transaction. */
export const queueCounts = pgTable("queue_counts", {
  seq: bigserial("seq", { mode: "number" }).primaryKey(),
  tab: text("tab").$type<QueueTab>().notNull(),
  change: integer("change").notNull(),
});

/** A filter of the queue under a name; without a person it is everybody's. */
export const savedViews = pgTable(
  "saved_views",
  {
    id: id().primaryKey(),
    personId: id("person_id").references(() => people.id),
    name: text("name").notNull(),
    /** The query of the page's address, as the page itself writes it. */
    query: text("query").notNull(),
    createdBy: id("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [index("saved_views_person_idx").on(table.personId)],
);

/** One thing done to many firms; each firm is a row of `bulk_items`. */
export const bulkRuns = pgTable("bulk_runs", {
  id: id().primaryKey(),
  kind: text("kind").$type<BulkKind>().notNull(),
  /** What is assigned, which tag, until when: by kind. */
  params: jsonb("params").$type<Record<string, string>>().notNull(),
  total: integer("total").notNull(),
  createdBy: id("created_by").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
  finishedAt: instant("finished_at"),
});

export const bulkItems = pgTable(
  "bulk_items",
  {
    runId: id("run_id")
      .notNull()
      .references(() => bulkRuns.id),
    firmId: id("firm_id")
      .notNull()
      .references(() => firms.id),
    position: integer("position").notNull(),
    state: text("state").$type<"waiting" | "done" | "nothing" | "failed">().notNull(),
    /** In plain words: what was done, why nothing was, or what went wrong. */
    outcome: text("outcome"),
    doneAt: instant("done_at"),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.firmId] }),
    index("bulk_items_waiting_idx")
      .on(table.runId, table.position)
      .where(sql`state = 'waiting'`),
  ],
);

export type ImportRow = {
  /** As read from the file; empty fields are empty texts. */
  fields: Record<string, string>;
  /** By field, or `row`: what is wrong with it. */
  problems: Record<string, string>;
  /** Set once the firm was made, or was found to be there. */
  firmId: string | null;
  outcome: string | null;
};

/** Firms from a CSV file: looked at first, made when staff say so; personal text goes after a week. */
export const imports = pgTable("imports", {
  id: id().primaryKey(),
  rows: jsonb("rows").$type<ImportRow[]>().notNull(),
  sendsInvitations: boolean("sends_invitations").notNull().default(false),
  createdBy: id("created_by").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
  finishedAt: instant("finished_at"),
});

/** After how many of the agency's business days somebody is written to about a step; null: never. */
export const reminderRules = pgTable(
  "reminder_rules",
  {
    route: text("route").$type<Route>().notNull(),
    step: text("step").$type<StepKey>().notNull(),
    contactAfterDays: integer("contact_after_days"),
    secondContactAfterDays: integer("second_contact_after_days"),
    ownerAfterDays: integer("owner_after_days"),
    version: integer("version").notNull().default(1),
    updatedBy: id("updated_by"),
    updatedAt: instant("updated_at"),
  },
  (table) => [primaryKey({ columns: [table.route, table.step] })],
);

/** How many refreshes, checks and the like ended how in each hour, counted from the events. */
export const activityHours = pgTable(
  "activity_hours",
  {
    hour: instant("hour").notNull(),
    kind: text("kind").notNull(),
    outcome: text("outcome").notNull(),
    count: integer("count").notNull(),
  },
  (table) => [primaryKey({ columns: [table.hour, table.kind, table.outcome] })],
);

/** How many connections had each status when the worker last looked on a day. */
export const healthDays = pgTable(
  "health_days",
  {
    day: date("day", { mode: "string" }).notNull(),
    status: text("status").$type<ConnectionStatus>().notNull(),
    count: integer("count").notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.status] })],
);
