import { existsSync, readFileSync } from "node:fs";
import postgres from "postgres";
import { filesUnder } from "./leaks";

/** One connection for a run of statements: it closes by itself, so that a test can end. */
let shared: postgres.Sql | undefined;

/** Reads or moves what the portal has stored: tests shift stored instants, not clocks. */
export async function inDatabase<Answer>(
  work: (sql: postgres.Sql) => Promise<Answer>,
): Promise<Answer> {
  shared ??= postgres(process.env.DATABASE_URL ?? "", { max: 1, idle_timeout: 1 });
  return work(shared);
}

/** Every row of every table as text, after everything was written to the files. */
export function everyRow(): Promise<string> {
  return inDatabase(async (sql) => {
    const tables = await sql<{ schema: string; name: string }[]>`
      select table_schema as schema, table_name as name from information_schema.tables
      where table_schema in ('public', 'drizzle')`;
    const rows = [];
    for (const { schema, name } of tables)
      rows.push(
        ...(await sql<{ row: string }[]>`select t::text as row from ${sql(schema)}.${sql(name)} t`),
      );
    await sql`checkpoint`;
    return rows.map(({ row }) => row).join("\n");
  });
}

/** The database's files, also where its user could not enter the folder that was asked for. */
export function databaseFiles(folder: string): { path: string; bytes: Buffer }[] {
  const moved = `${folder}/postgres.moved`;
  const place = existsSync(moved) ? readFileSync(moved, "utf8").trim() : `${folder}/postgres`;
  return filesUnder(place);
}
