import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** A statement that has to be let through, and why it harms nobody. */
export type Exception = {
  /** The migration, such as `0005_queue_triggers`. */
  migration: string;
  /** What the statement begins with, in one line. */
  begins: string;
  because: string;
};

/** The last migration of before anybody ran two versions side by side: what came before met no traffic. */
const BEFORE_ANY_UPGRADE = 6;

/** Grows with firms or with time: what reads or rewrites the whole of it takes too long under a lock. */
const GROWING = new Set([
  "activity_hours",
  "attempts",
  "connections",
  "connection_reports",
  "event_chain",
  "events",
  "firms",
  "grants",
  "links",
  "mails",
  "people",
  "probe_runs",
  "queue_rows",
  "scope_checks",
  "sessions",
  "token_uses",
  "webhook_deliveries",
  "webhook_messages",
  "webhook_tries",
]);

const NAME = String.raw`(?:if (?:not )?exists )?(?:only )?(?:"?public"?\.)?"?(\w+)"?`;
const at = (pattern: string) => new RegExp(`^${pattern}`, "i");

/** `pattern` finds the table as its first group. */
type Rule = { pattern: RegExp; only?: "growing"; why: string };

/**
 * A migration runs in one transaction, beside a portal of the version before and one of its own. So it
 * only adds: what the older version reads stays until no such version runs (expand, then contract), and no
 * lock is held for longer than a moment.
 */
const RULES: Rule[] = [
  {
    pattern: at(`drop table ${NAME}`),
    why: "the version before still reads it: drop it one version later, as an exception",
  },
  {
    pattern: at(`alter table ${NAME} drop column`),
    why: "the version before still reads it: drop it one version later, as an exception",
  },
  {
    pattern: at(`alter table ${NAME} rename`),
    why: "the version before knows the old name: add the new one, fill both, drop the old one later",
  },
  {
    pattern: at(`alter table ${NAME} alter column \\S+ (set data )?type`),
    why: "rewrites the table under a lock: add a column of the new type instead",
  },
  {
    pattern: at(`alter table ${NAME} alter column \\S+ set not null`),
    why: "reads the whole table under a lock: add a check NOT VALID, validate it in a later migration, then set it",
  },
  {
    pattern: at(`alter table ${NAME} add column (?!.*\\bdefault\\b).*\\bnot null\\b`),
    why: "the version before inserts rows without it: give it a default",
  },
  {
    pattern: at(
      `alter table ${NAME} add column .*\\bdefault (gen_random_uuid|random|clock_timestamp|nextval)`,
    ),
    why: "rewrites the table under a lock: add it without a default and fill it in steps",
  },
  {
    pattern: at(`alter table ${NAME} add column .*\\bgenerated always as\\b`),
    only: "growing",
    why: "rewrites the table under a lock: add a plain column and fill it in steps",
  },
  {
    pattern: at(`alter table ${NAME} add constraint \\S+ (foreign key|check)(?!.*\\bnot valid\\b)`),
    why: "reads the whole table under a lock: add it NOT VALID and validate it in a later migration",
  },
  {
    pattern: at(`alter table ${NAME} add constraint \\S+ (unique|primary key) \\(`),
    why: "builds an index under a lock: build the index first, then add the constraint USING it",
  },
  {
    pattern: at(`create (?:unique )?index (?:if not exists )?\\S+ on ${NAME}`),
    only: "growing",
    why: "holds up every write while it is built, and a transaction cannot build it concurrently: write IF NOT EXISTS, have it built CONCURRENTLY before the upgrade (docs/operations.md), and say so as an exception",
  },
  {
    pattern: at(`update ${NAME}`),
    only: "growing",
    why: "locks every row until the end: fill it in steps by a job",
  },
  {
    pattern: at(`delete from ${NAME}`),
    only: "growing",
    why: "locks every row until the end: remove it in steps by a job",
  },
  { pattern: at(`(?:truncate|lock) (?:table )?${NAME}`), why: "shuts everybody out" },
  { pattern: at(`(?:vacuum|cluster|reindex)\\b.*?(\\w+)$`), why: "shuts everybody out" },
];

const EXCEPTIONS: Exception[] = [
  {
    migration: "0008_write_evidence",
    begins: 'CREATE INDEX IF NOT EXISTS "firms_integration_idx"',
    because: "a row for each customer: 100,000 of them are indexed in a fifth of a second",
  },
  {
    migration: "0010_queue_order",
    begins: 'ALTER TABLE "queue_rows" ADD COLUMN',
    because: "a row for each customer: 100,000 of them are rewritten in two seconds",
  },
  {
    migration: "0010_queue_order",
    begins: 'CREATE INDEX IF NOT EXISTS "queue_rows_',
    because: "a row for each customer: 100,000 of them have all eight in two seconds",
  },
];

/** A line for each statement of the migrations that could stop or break a running portal. */
export function findDangerousMigrations(root: string): string[] {
  const files = globSync("drizzle/*.sql", { cwd: root }).toSorted();
  const all = files.map((file) => ({
    migration: basename(file, ".sql"),
    text: readFileSync(join(root, file), "utf8"),
  }));
  return dangersOf(all, EXCEPTIONS);
}

export function dangersOf(
  migrations: { migration: string; text: string }[],
  exceptions: Exception[],
): string[] {
  const unused = new Set(exceptions);
  const found = migrations
    .filter(({ migration }) => Number.parseInt(migration, 10) > BEFORE_ANY_UPGRADE)
    .flatMap(({ migration, text }) => {
      const statements = statementsOf(text);
      const made = new Set(
        statements.flatMap((one) => at(`create table ${NAME}`).exec(one)?.[1] ?? []),
      );
      return statements.flatMap((statement) => {
        const why = dangerOf(statement, made);
        if (!why) return [];
        const exception = exceptions.find(
          (one) => one.migration === migration && statement.startsWith(one.begins),
        );
        if (exception) unused.delete(exception);
        return exception ? [] : [`drizzle/${migration}.sql: ${statement.slice(0, 100)}: ${why}`];
      });
    });
  const idle = [...unused].map(({ migration, begins }) => {
    return `scripts/checks/dangerous-migrations.ts: nothing in ${migration} begins with “${begins}”`;
  });
  return [...found, ...idle];
}

/** Why a statement is dangerous, or null; on tables that its migration makes, nothing is. */
function dangerOf(statement: string, made: Set<string>): string | null {
  for (const { pattern, only, why } of RULES) {
    const name = pattern.exec(statement)?.[1];
    if (name === undefined || made.has(name)) continue;
    if (only === "growing" && !GROWING.has(name)) continue;
    return why;
  }
  return null;
}

/** Each statement in one line, without comments and without the bodies of functions. */
function statementsOf(text: string): string[] {
  return text
    .replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''")
    .replace(/--[^\n]*/g, " ")
    .split(";")
    .map((one) => one.replace(/\s+/g, " ").trim())
    .filter((one) => one !== "");
}
