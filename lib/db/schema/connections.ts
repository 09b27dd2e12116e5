import { sql } from "drizzle-orm";
import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type {
  AttemptOutcome,
  ConnectionStatus,
  GrantState,
  IdentityVerdict,
  NextActor,
  ProblemKind,
  Region,
  Resource,
  ScopeResult,
  StatusReason,
} from "@/lib/vocabulary";
import { applications } from "./applications";
import { id, instant, sealed } from "./columns";
import { firms } from "./firms";
import { scopeSets } from "./integrations";
import { people } from "./people";

/** The lasting link between a firm and its Clio account; keeps its id through every re-authorization. */
export const connections = pgTable(
  "connections",
  {
    id: id().primaryKey(),
    firmId: id("firm_id")
      .notNull()
      .references(() => firms.id),
    /** The identity, (region, account id), once it is settled. */
    region: text("region").$type<Region>(),
    accountId: text("account_id"),
    accountName: text("account_name"),
    identityConfirmedAt: instant("identity_confirmed_at"),
    identityConfirmedBy: id("identity_confirmed_by"),
    connectedAt: instant("connected_at"),
    /** When every permission first worked: whoever breaks later was working once. */
    workedAt: instant("worked_at"),
    disconnectedAt: instant("disconnected_at"),
    /** Status, reason and actor as computed by connection/rules.ts; due again at `statusChangesAt`. */
    status: text("status").$type<ConnectionStatus>().notNull().default("not_connected"),
    statusReason: text("status_reason").$type<StatusReason>().notNull().default("never_connected"),
    statusActor: text("status_actor").$type<NextActor>().notNull().default("firm"),
    statusSince: instant("status_since").notNull().defaultNow(),
    statusChangesAt: instant("status_changes_at"),
    /** Since when calls for it fail, definitely or not, after they had worked; null while they work. */
    failingSince: instant("failing_since"),
    /** Staff allow one other account for this firm, once, with a reason, for 7 days. */
    changeAllowedRegion: text("change_allowed_region").$type<Region>(),
    changeAllowedAccountId: text("change_allowed_account_id"),
    changeAllowedUntil: instant("change_allowed_until"),
    changeAllowedReason: text("change_allowed_reason"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("connections_firm_key").on(table.firmId),
    index("connections_account_idx").on(table.region, table.accountId),
    index("connections_status_changes_idx").on(table.statusChangesAt),
  ],
);

const inUse = sql`state = 'active' and ended_at is null`;

/** One set of tokens. A connection has at most one active and at most one staged grant. */
export const grants = pgTable(
  "grants",
  {
    id: id().primaryKey(),
    firmId: id("firm_id")
      .notNull()
      .references(() => firms.id),
    connectionId: id("connection_id")
      .notNull()
      .references(() => connections.id),
    applicationId: id("application_id")
      .notNull()
      .references(() => applications.id),
    scopeSetId: id("scope_set_id")
      .notNull()
      .references(() => scopeSets.id),
    personId: id("person_id").notNull(),
    region: text("region").$type<Region>().notNull(),
    state: text("state").$type<GrantState>().notNull(),
    accessTokenSealed: sealed("access_token_sealed"),
    refreshTokenSealed: sealed("refresh_token_sealed"),
    accessIssuedAt: instant("access_issued_at").notNull(),
    accessExpiresAt: instant("access_expires_at").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    activatedAt: instant("activated_at"),
    retiredAt: instant("retired_at"),
    retiredReason: text("retired_reason"),
    /** Set while the access token of a retired grant still has to be ended at Clio; tried until then. */
    revokeBy: instant("revoke_by"),
    revokeTriedAt: instant("revoke_tried_at"),
    /** Who is behind the grant, as Clio's who_am_i said. */
    accountId: text("account_id"),
    accountName: text("account_name"),
    accountCreatedAt: instant("account_created_at"),
    userId: text("user_id"),
    userName: text("user_name"),
    userEmail: text("user_email"),
    userRoles: text("user_roles").array(),
    userIsOwner: text("user_is_owner")
      .$type<"yes" | "no" | "unknown">()
      .notNull()
      .default("unknown"),
    identityReadAt: instant("identity_read_at"),
    identityRefusedAt: instant("identity_refused_at"),
    /** How the account compared with what was known when it was read. */
    identityVerdict: text("identity_verdict").$type<IdentityVerdict>(),
    /** Whether the account has one user alone: one of the soft signs of a wrong account. */
    singleUser: text("single_user").$type<"yes" | "no" | "unknown">().notNull().default("unknown"),
    /** Authorized by somebody to whom the step was handed over (H-1): others confirm the account. */
    handOverLinkId: id("hand_over_link_id"),
    contactConfirmedAt: instant("contact_confirmed_at"),
    staffConfirmedAt: instant("staff_confirmed_at"),
    /** Last call that worked: the proof of life. */
    lastSuccessAt: instant("last_success_at"),
    /** A definite end said by Clio, with its reason; `refusedAt` alone is the first of two refusals. */
    refusedAt: instant("refused_at"),
    endedAt: instant("ended_at"),
    endedReason: text("ended_reason").$type<"revoked" | "user_disabled">(),
    refreshedAt: instant("refreshed_at"),
    refreshFailures: integer("refresh_failures").notNull().default(0),
    refreshOutcome: text("refresh_outcome").$type<
      "refreshed" | "rejected" | "transient" | "misconfigured"
    >(),
    refreshTriedAt: instant("refresh_tried_at"),
    /** When its tokens are to be renewed, its account asked for and its permissions proven next. */
    refreshDueAt: instant("refresh_due_at"),
    identityDueAt: instant("identity_due_at"),
    probesDueAt: instant("probes_due_at"),
    /** Lease of the one refresh in flight; the fence refuses the write of one who lost it. */
    leaseOwner: text("lease_owner"),
    leaseUntil: instant("lease_until"),
    fence: bigint("fence", { mode: "number" }).notNull().default(0),
  },
  (table) => [
    uniqueIndex("grants_active_key")
      .on(table.connectionId)
      .where(sql`state = 'active'`),
    uniqueIndex("grants_staged_key")
      .on(table.connectionId)
      .where(sql`state = 'staged'`),
    index("grants_firm_idx").on(table.firmId),
    index("grants_application_idx").on(table.applicationId),
    index("grants_refresh_due_idx").on(table.region, table.refreshDueAt).where(inUse),
    index("grants_identity_due_idx").on(table.region, table.identityDueAt).where(inUse),
    index("grants_probes_due_idx").on(table.region, table.probesDueAt).where(inUse),
  ],
);

/** One trip through Clio's approval screen: single-use, bound to a browser, 60 minutes. */
export const attempts = pgTable(
  "attempts",
  {
    id: id().primaryKey(),
    /** Short text that a person can read out. */
    reference: text("reference").notNull(),
    firmId: id("firm_id")
      .notNull()
      .references(() => firms.id),
    connectionId: id("connection_id")
      .notNull()
      .references(() => connections.id),
    personId: id("person_id")
      .notNull()
      .references(() => people.id),
    applicationId: id("application_id")
      .notNull()
      .references(() => applications.id),
    scopeSetId: id("scope_set_id")
      .notNull()
      .references(() => scopeSets.id),
    region: text("region").$type<Region>().notNull(),
    stateHash: text("state_hash").notNull(),
    browserHash: text("browser_hash").notNull(),
    handOverLinkId: id("hand_over_link_id"),
    verifierSealed: sealed("verifier_sealed"),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    consumedAt: instant("consumed_at"),
    outcome: text("outcome").$type<AttemptOutcome>(),
    outcomeAt: instant("outcome_at"),
    /** For operators: at most 200 characters, control characters removed; never on a page. */
    detail: text("detail"),
    grantId: id("grant_id"),
  },
  (table) => [
    uniqueIndex("attempts_state_key").on(table.stateHash),
    index("attempts_firm_idx").on(table.firmId, table.createdAt),
  ],
);

export type ProbeTrigger =
  | "connect"
  | "check_again"
  | "daily"
  | "confirm"
  | "hint"
  | "new_scopes"
  | "report";

/** All probes of one grant: a row with a deadline, so that a run that died is seen as ended. */
export const probeRuns = pgTable(
  "probe_runs",
  {
    id: id().primaryKey(),
    firmId: id("firm_id")
      .notNull()
      .references(() => firms.id),
    connectionId: id("connection_id")
      .notNull()
      .references(() => connections.id),
    grantId: id("grant_id")
      .notNull()
      .references(() => grants.id),
    trigger: text("trigger").$type<ProbeTrigger>().notNull(),
    startedBy: id("started_by"),
    startedAt: instant("started_at").notNull().defaultNow(),
    deadlineAt: instant("deadline_at").notNull(),
    finishedAt: instant("finished_at"),
    /** What stopped the run from giving definite answers, if anything. */
    trouble: text("trouble").$type<"clio_unavailable" | "our_fault">(),
  },
  (table) => [index("probe_runs_connection_idx").on(table.connectionId, table.startedAt)],
);

/** The last definite result of each resource for a grant, and the last try that was not definite. */
export const scopeChecks = pgTable(
  "scope_checks",
  {
    grantId: id("grant_id")
      .notNull()
      .references(() => grants.id),
    resource: text("resource").$type<Resource>().notNull(),
    firmId: id("firm_id")
      .notNull()
      .references(() => firms.id),
    connectionId: id("connection_id")
      .notNull()
      .references(() => connections.id),
    result: text("result").$type<ScopeResult>().notNull().default("not_tested"),
    checkedAt: instant("checked_at"),
    /** HTTP status and kind of the last answer: numbers and words of ours, nothing of the firm's data. */
    lastAnswer: jsonb("last_answer").$type<{ status?: number; kind: string }>(),
    triedAt: instant("tried_at"),
    runId: id("run_id"),
    /** What integrations met when they wrote: Clio has no safe question for that. */
    writeResult: text("write_result").$type<"works" | "refused">(),
    writeReportedAt: instant("write_reported_at"),
    /** The first refusal since a write worked; one on another day makes it believed. */
    writeRefusedAt: instant("write_refused_at"),
  },
  (table) => [primaryKey({ columns: [table.grantId, table.resource] })],
);

/**
 * Something that a firm has to mend, for as long as it lasts: what was mailed about it and when the next
 * mail is due. A recovery is mailed only when a problem was.
 */
export const problems = pgTable(
  "problems",
  {
    id: id().primaryKey(),
    firmId: id("firm_id")
      .notNull()
      .references(() => firms.id),
    connectionId: id("connection_id")
      .notNull()
      .references(() => connections.id),
    kind: text("kind").$type<ProblemKind>().notNull(),
    openedAt: instant("opened_at").notNull().defaultNow(),
    /** A definite end at once, a missing permission only with a second failing check. */
    confirmedAt: instant("confirmed_at"),
    mailsSent: integer("mails_sent").notNull().default(0),
    lastMailAt: instant("last_mail_at"),
    /** When a mail is due, once closed the one of the recovery; null: none, or not before it is confirmed. */
    nextMailAt: instant("next_mail_at"),
    staffToldAt: instant("staff_told_at"),
    closedAt: instant("closed_at"),
  },
  (table) => [
    uniqueIndex("problems_open_key")
      .on(table.connectionId, table.kind)
      .where(sql`closed_at is null`),
    index("problems_due_idx")
      .on(table.nextMailAt)
      .where(sql`closed_at is null`),
    index("problems_firm_idx").on(table.firmId),
  ],
);

/** One firm in one re-authorization: how the difference of a scope set was settled there. */
export const reauthorizations = pgTable(
  "reauthorizations",
  {
    id: id().primaryKey(),
    firmId: id("firm_id")
      .notNull()
      .references(() => firms.id),
    connectionId: id("connection_id")
      .notNull()
      .references(() => connections.id),
    scopeSetId: id("scope_set_id")
      .notNull()
      .references(() => scopeSets.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** The added permissions were tried with the existing grant. */
    probedAt: instant("probed_at"),
    mailedAt: instant("mailed_at"),
    mailsSent: integer("mails_sent").notNull().default(0),
    nextMailAt: instant("next_mail_at"),
    openedAt: instant("opened_at"),
    declinedAt: instant("declined_at"),
    doneAt: instant("done_at"),
    /** The grant that it had was enough, a new one was proven, or a newer version took its place. */
    doneHow: text("done_how").$type<"existing_grant" | "reauthorized" | "superseded">(),
  },
  (table) => [
    uniqueIndex("reauthorizations_firm_key").on(table.firmId, table.scopeSetId),
    index("reauthorizations_set_idx").on(table.scopeSetId),
    index("reauthorizations_due_idx")
      .on(table.nextMailAt)
      .where(sql`done_at is null`),
  ],
);
