import { fork } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
import { migrateDatabase } from "@/lib/db/migrate";
import { withTemporaryDatabase } from "@/lib/db/temporary-database";
import { manyFirms } from "@/lib/testing/many-firms";
import { bundle } from "../bundle";
import { kill } from "./bed";
import { startHoldingProxy } from "./holding-proxy";

/** The schema from which an upgrade begins: what a portal had before the machine's door. */
const BASE = 5;
/** How long somebody's transaction keeps a row of a table that a migration wants. */
const HELD_MS = 3000;

type Journal = { version: string; dialect: string; entries: { idx: number; tag: string }[] };
const journal = JSON.parse(readFileSync("drizzle/meta/_journal.json", "utf8")) as Journal;

/** The migrations up to this one, as an older portal had them. */
function folderUpTo(parent: string, last: number): string {
  const folder = join(parent, `to-${last}`);
  mkdirSync(join(folder, "meta"), { recursive: true });
  const entries = journal.entries.filter(({ idx }) => idx <= last);
  for (const { tag } of entries) {
    copyFileSync(join("drizzle", `${tag}.sql`), join(folder, `${tag}.sql`));
  }
  writeFileSync(join(folder, "meta", "_journal.json"), JSON.stringify({ ...journal, entries }));
  return folder;
}

export type Traffic = { statements: number; failed: string[]; p99Ms: number; mostMs: number };

/** What a portal of the older version does to its tables: it reads each, and writes a row of each. */
async function startTraffic(url: string, perSecond: number) {
  const sql = postgres(url, { max: 10, fetch_types: false, onnotice: () => {} });
  const tables = await sql<{ name: string; column: string }[]>`
    select c.table_name as name, min(c.column_name) as column from information_schema.columns c
      join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
      and c.table_name not in ('events', 'event_chain', 'event_heads', 'event_anchors')
    group by c.table_name order by 1`;
  const times: number[] = [];
  const failed: string[] = [];
  const running = new Set<Promise<void>>();
  let turn = 0;
  const one = async (): Promise<void> => {
    const table = tables[(turn += 1) % tables.length];
    if (!table) return;
    const begun = performance.now();
    try {
      await sql`select ${sql(table.column)} from ${sql(table.name)} limit 5`;
      await sql`update ${sql(table.name)} set ${sql(table.column)} = ${sql(table.column)}
        where ctid = (select ctid from ${sql(table.name)} limit 1)`;
    } catch (thrown) {
      failed.push(`${table.name}: ${String(thrown)}`);
    }
    times.push(performance.now() - begun);
  };
  const timer = setInterval(() => {
    const done: Promise<void> = one().finally(() => running.delete(done));
    running.add(done);
  }, 1000 / perSecond);
  return async (): Promise<Traffic> => {
    clearInterval(timer);
    await Promise.all(running);
    await sql.end({ timeout: 5 });
    const sorted = times.toSorted((left, right) => left - right);
    const p99Ms = sorted[Math.floor(sorted.length * 0.99)] ?? 0;
    return { statements: times.length, failed, p99Ms, mostMs: sorted.at(-1) ?? 0 };
  };
}

/** Everything of the schema that two databases must agree on, as lines. */
async function schemaOf(sql: Sql): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    select format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) as line
      from information_schema.columns where table_schema = 'public'
    union all select indexdef from pg_indexes where schemaname = 'public'
    union all select format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
      where connamespace = 'public'::regnamespace
    union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
    union all select tag from (select count(*)::text as tag from drizzle.__drizzle_migrations) as done
    order by 1`;
  return rows.map(({ line }) => line);
}

async function makeOld(url: string, folder: string, firms: number): Promise<void> {
  await migrateDatabase(url, folder);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql`insert into integrations (id, name, summary) values ('intg_old', 'Old', 'Old.')`;
  for (const text of manyFirms({ count: firms, integrationId: "intg_old" })) await sql.unsafe(text);
  await sql`analyze`;
  await sql.end({ timeout: 5 });
}

/**
 * a database of an older portal with so many firms is brought up to date, one migration after the
 * other, while its tables are read and written. With `isHeld`, somebody's transaction stands in the way of
 * each for a while.
 */
export async function migrateUnderTraffic(
  serverUrl: string,
  input: { firms: number; perSecond: number; isHeld: boolean },
): Promise<Traffic & { migrations: number }> {
  const parent = mkdtempSync(join(tmpdir(), "anteroom-migrations-"));
  try {
    return await withTemporaryDatabase(serverUrl, async (url) => {
      await makeOld(url, folderUpTo(parent, BASE), input.firms);
      const newer = journal.entries.filter(({ idx }) => idx > BASE);
      const stop = await startTraffic(url, input.perSecond);
      for (const { idx } of newer) {
        const released = input.isHeld ? holdRow(url) : undefined;
        await migrateDatabase(url, folderUpTo(parent, idx));
        await released;
      }
      return { ...(await stop()), migrations: newer.length };
    });
  } finally {
    rmSync(parent, { recursive: true });
  }
}

/** A transaction of somebody's that has written a firm and takes its time. */
async function holdRow(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  await sql.begin(async (tx) => {
    await tx`update firms set name = name where id = 'firm_many1'`;
    await tx`select pg_sleep(${HELD_MS / 1000})`;
  });
  await sql.end({ timeout: 5 });
}

/** Where an upgrade is killed: before its first statement, in the middle, and before it is noted as done. */
export const killPoints = [
  "CREATE SCHEMA IF NOT EXISTS",
  ...journal.entries.filter(({ idx }) => idx > BASE).map(({ tag }) => firstTableOf(tag)),
  '__drizzle_migrations" ("hash"',
].filter((one): one is string => one !== null);

function firstTableOf(tag: string): string | null {
  return (
    /create table "\w+"/i.exec(readFileSync(join("drizzle", `${tag}.sql`), "utf8"))?.[0] ?? null
  );
}

/** Kills the upgrade of an older database at a statement and runs it again: what is missing afterwards. */
export async function killMigration(serverUrl: string, statement: string): Promise<string[]> {
  await bundle();
  const parent = mkdtempSync(join(tmpdir(), "anteroom-migrations-"));
  try {
    return await withTemporaryDatabase(serverUrl, async (url) => {
      await makeOld(url, folderUpTo(parent, BASE), 10);
      const proxy = await startHoldingProxy(url);
      const reached = proxy.hold({ statements: [statement], side: "before" });
      const child = fork("dist/migrate.mjs", [], {
        env: { ...process.env, DATABASE_URL: proxy.url },
        stdio: "ignore",
      });
      const ended = once(child, "exit").then(() => "ended" as const);
      if ((await Promise.race([reached, ended])) === "ended") return [`“${statement}” never came`];
      await kill(child, "SIGKILL");
      proxy.stop();
      await migrateDatabase(url);
      return differences(serverUrl, url);
    });
  } finally {
    rmSync(parent, { recursive: true });
  }
}

async function differences(serverUrl: string, url: string): Promise<string[]> {
  const read = async (of: string) => {
    const sql = postgres(of, { max: 1 });
    const lines = await schemaOf(sql);
    await sql.end({ timeout: 5 });
    return lines;
  };
  const found = new Set(await read(url));
  const fresh = await withTemporaryDatabase(serverUrl, async (other) => {
    await migrateDatabase(other);
    return read(other);
  });
  const missing = fresh.filter((line) => !found.has(line)).map((line) => `missing: ${line}`);
  const more = [...found].filter((line) => !fresh.includes(line)).map((line) => `more: ${line}`);
  return [...missing, ...more];
}
