import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { openDatabase, type Database, type ScopedDb } from "./client";
import { migrateDatabase } from "./migrate";

const TEMPLATE_LOCK = 4_711_002;

export type TestDatabase = {
  url: string;
  /** As the portal has it: what a scope may not touch is not there. */
  db: Database;
  /** As the machine's door has it. */
  machine: Database;
  /** As its owner has it, for set-up that no program of ours does. */
  owner: ScopedDb;
  close(): Promise<void>;
};

/** A fresh, migrated database of its own for one test file: a copy of a template made once. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const base = process.env.TEST_DATABASE_URL;
  if (!base) throw new Error("scripts/vitest-database.ts gives the server's address");
  const admin = postgres(base, { max: 1, fetch_types: false, onnotice: () => {} });
  const template = `template_${migrationsHash()}`;
  const name = `test_${randomBytes(8).toString("hex")}`;
  const withName = (database: string) =>
    Object.assign(new URL(base), { pathname: `/${database}` }).href;
  try {
    await admin`select pg_advisory_lock(${TEMPLATE_LOCK})`;
    const found = await admin`select 1 from pg_database where datname = ${template}`;
    if (found.length === 0) {
      const draft = `draft_${randomBytes(8).toString("hex")}`;
      await admin.unsafe(`create database ${draft}`);
      await migrateDatabase(withName(draft));
      await admin.unsafe(`alter database ${draft} rename to ${template}`);
    }
    await admin.unsafe(`create database ${name} template ${template}`);
  } finally {
    await admin.end({ timeout: 5 });
  }
  const url = withName(name);
  const db = openDatabase({ url, role: "anteroom_portal", maxConnections: 10 });
  const machine = openDatabase({ url, role: "anteroom_machine", maxConnections: 10 });
  const owners = openDatabase({ url, maxConnections: 10 });
  return {
    url,
    db,
    machine,
    owner: owners.scoped({ kind: "system", name: "owner" }),
    async close() {
      await db.close();
      await machine.close();
      await owners.close();
      const again = postgres(base, { max: 1, fetch_types: false, onnotice: () => {} });
      await again.unsafe(`drop database if exists ${name} with (force)`);
      await again.end({ timeout: 5 });
    },
  };
}

function migrationsHash(): string {
  const hash = createHash("sha256");
  const folder = join(process.cwd(), "drizzle");
  for (const file of readdirSync(folder)
    .filter((one) => one.endsWith(".sql"))
    .toSorted()) {
    hash.update(readFileSync(join(folder, file)));
  }
  for (const file of ["privileges.ts", "roles.ts"]) {
    hash.update(readFileSync(join(process.cwd(), "lib", "db", file)));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Counters of tries, and what only follows from other tables: chains, the queue's rows, reports. */
const FOLLOWS = [
  "rate_limits",
  "key_checks",
  "event_chain",
  "event_heads",
  "event_anchors",
  "queue_rows",
  "queue_marks",
  "queue_counts",
  "activity_hours",
  "house_numbers",
  "health_days",
];

/**
 * Count and hash of each table's rows, but for the tables that follow from others: "no effect" means that
 * all of them stay. `leaveOut` names columns of a table that do not count.
 */
export async function contentsOf(
  db: ScopedDb,
  leaveOut: Record<string, string[]> = {},
): Promise<Record<string, string>> {
  const columns = JSON.stringify(leaveOut);
  // The sum of the rows' hashes needs no order.
  const rows = await db.query((handle) =>
    handle.execute<{ name: string; hash: string }>(
      sql`select table_name as name,
            query_to_xml(format(
              'select count(*), sum(hashtextextended(%s, 0)::numeric) from %I t',
              case when ${columns}::jsonb ? table_name
                then format('(to_jsonb(t) - array(select jsonb_array_elements_text(%L::jsonb)))::text',
                  ${columns}::jsonb -> table_name)
                else 't::text' end,
              table_name), true, false, '')::text as hash
          from information_schema.tables
          where table_schema = 'public'
            and not ${JSON.stringify(FOLLOWS)}::jsonb ? table_name::text`,
    ),
  );
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}
