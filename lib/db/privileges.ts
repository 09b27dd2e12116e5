import { getTableName, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import type { Sql } from "postgres";
import { JOBS_SCHEMA } from "@/lib/jobs/queues";
import { ROLES, type Role } from "./roles";
import * as schema from "./schema";

const EVERYTHING = "select, insert, update, delete";
const ADDS = "select, insert";

/** Every table of ours, by name. */
const tables = Object.values(schema).flatMap((one) =>
  is(one, PgTable) ? [getTableName(one)] : [],
);

/** The history is written once; its chains by nobody but the triggers, which have the owner's rights. */
const history: Record<string, string> = {
  events: ADDS,
  event_anchors: ADDS,
  event_chain: "select",
  // What anchors and verifies locks the table, which wants this; the rows of chains are written by nobody.
  event_heads: "select, update",
};

/** What somebody of a firm has no business with, whichever rows it were. */
const notForFirms = new Set([
  "activity_hours",
  "bulk_items",
  "bulk_runs",
  "connection_reports",
  "event_anchors",
  "firm_notes",
  "health_days",
  "imports",
  "oidc_attempts",
  "queue_counts",
  "queue_marks",
  "queue_rows",
  "recovery_codes",
  "saved_views",
  "staff_factors",
  "token_client_firms",
  "token_clients",
  "token_keys",
  "token_uses",
  "webhook_secrets",
  "webhook_tries",
]);

/** Of these a firm's people see what an application or a chain of theirs is at. */
const forFirms: Record<string, string> = {
  application_proofs: "select",
  event_heads: "select",
};

const ofTheHouse = Object.fromEntries(tables.map((name) => [name, history[name] ?? EVERYTHING]));

const CHANGES = "select, insert, update";

/**
 * The door reads and renews, and takes nothing away. Of mails it may queue one and read none; of people it
 * knows whom a mail goes to; sessions, links and factors, what staff keep, and keys that sign are not there.
 */
const atTheDoor: Record<string, string> = {
  application_proofs: "select",
  applications: "select, update (key_check, key_checked_at, key_accepted_at)",
  // A claim of a report that came to nothing is given back.
  connection_reports: EVERYTHING,
  connections: "select, update",
  developer_accounts: "select",
  events: "select (id, seq, firm_id, kind, at), insert",
  firm_keys: ADDS,
  firm_members: "select",
  firms: "select, update (live_at, live_cause, live_until, plan_confirmed_at)",
  grants: "select, update",
  house_numbers: CHANGES,
  house_state: CHANGES,
  integrations: "select",
  key_checks: ADDS,
  links:
    "select (id, firm_id, purpose, step, opened_at, spent_at, revoked_at), update (revoked_at, spent_at)",
  mails:
    "select (id, firm_id, person_id, kind, cause_key, is_notice, released_by, state, queued_at), insert",
  outages: "select",
  people: "select (id, kind, email, name, staff_role, disabled_at)",
  plans: "select",
  probe_runs: CHANGES,
  problems: CHANGES,
  provider_pauses: EVERYTHING,
  rate_limits: EVERYTHING,
  reauthorizations: CHANGES,
  scope_checks: CHANGES,
  scope_sets: "select",
  scopes: "select",
  settings: "select",
  token_client_firms: "select",
  token_clients: "select",
  token_keys: "select, update (last_used_at)",
  token_uses: CHANGES,
  webhook_deliveries: ADDS,
  webhook_endpoints: "select",
  webhook_messages: ADDS,
};

/** What each role may do with which table, or with which of its columns; the rows are the policies'. */
const privileges: Record<Role, Record<string, string>> = {
  anteroom_portal: Object.fromEntries(
    Object.entries({ ...ofTheHouse, ...forFirms }).filter(([name]) => !notForFirms.has(name)),
  ),
  anteroom_staff: ofTheHouse,
  anteroom_system: ofTheHouse,
  anteroom_worker: ofTheHouse,
  anteroom_machine: atTheDoor,
};

/**
 * Gives each role exactly what is written here, whatever it had, in one transaction. After every
 * migration, and after a restore: dumps are read without privileges, as roles are the server's.
 */
export async function grantPrivileges(sql: Sql): Promise<void> {
  const everybody = ROLES.join(", ");
  const there = await sql`select table_name as name from information_schema.tables
    where table_schema = 'public'`;
  // A database that is on its way to an older version has not all of them.
  const known = new Set(there.map(({ name }) => String(name)));
  const statements = [
    `grant usage on schema public, drizzle, ${JOBS_SCHEMA} to ${everybody}`,
    `revoke all on all tables in schema public from ${everybody}`,
    ...ROLES.flatMap((role) => grants(role, known)),
    `grant usage on all sequences in schema public to ${everybody}`,
    // Who could call a trigger's function would write with the owner's rights.
    `revoke execute on all functions in schema public from public`,
    `grant select on drizzle.__drizzle_migrations to ${everybody}`,
    // pg-boss's own tables hold ids alone.
    `grant ${EVERYTHING} on all tables in schema ${JOBS_SCHEMA} to ${everybody}`,
    `grant usage on all sequences in schema ${JOBS_SCHEMA} to ${everybody}`,
    `grant execute on all functions in schema ${JOBS_SCHEMA} to ${everybody}`,
  ];
  await sql.begin((tx) => tx.unsafe(statements.join(";\n")).simple());
}

/** One statement for all tables with the same privileges. */
function grants(role: Role, known: Set<string>): string[] {
  const given = Object.entries(privileges[role]).filter(([name]) => known.has(name));
  const byPrivilege = Map.groupBy(given, ([, what]) => what);
  return [...byPrivilege].map(
    ([what, entries]) =>
      `grant ${what} on ${entries.map(([name]) => `public.${name}`).join(", ")} to ${role}`,
  );
}
