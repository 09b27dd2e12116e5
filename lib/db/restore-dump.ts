import { createReadStream } from "node:fs";
import { open as openFile } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { finished } from "node:stream/promises";
import postgres from "postgres";
import { AppError } from "@/lib/errors";
import { dumpAsSql } from "./pg-tools";
import { ensureRoles } from "./roles";
import { splitSql } from "./split-sql";

/** Who owns what is the new server's business; its `public` is there already. */
const LEFT_OUT =
  /^(alter\s.+\sowner to\s|grant\s|revoke\s|alter default privileges\s|create schema public$|comment on (schema|extension)\s|set\s+transaction_timeout\b)/is;

const STATEMENTS_AT_ONCE = 100;

/** In the same transaction: a portal that waits for this database never sees it without. */
async function quarantine(tx: postgres.TransactionSql, reason: string): Promise<void> {
  // A dump from before there was such a table: its house has never started with this code.
  const [found] = await tx`select to_regclass('public.house_state') is not null as is_there`;
  if (!found?.is_there) return;
  await tx`
    insert into public.house_state (id, quarantined_at, quarantine_reason)
      values ('house', now(), ${reason})
    on conflict (id) do update
      set quarantined_at = now(), quarantine_reason = ${reason}, released_at = null`;
}

/**
 * Fills an empty database from a dump of pg_dump's, in its own format or in plain SQL, all or nothing.
 * With a reason, the house in it is in quarantine from the first moment.
 * Throws `conflict` when the database has tables, `invalid_input` when the dump is none or is cut off.
 */
export async function restoreDump(
  url: string,
  file: string,
  quarantineReason: string | null = null,
): Promise<void> {
  const sql = postgres(url, { max: 1, fetch_types: false, onnotice: () => {} });
  try {
    await requireEmpty(sql);
    // The dump's policies name them, and they are the server's: another one may not have them yet.
    await ensureRoles(sql);
    const { input, done } = await readDump(file);
    await sql.begin(async (tx) => {
      await load(tx, input);
      await done;
      if (quarantineReason !== null) await quarantine(tx, quarantineReason);
    });
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : unreadable(thrown);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function requireEmpty(sql: postgres.Sql): Promise<void> {
  const tables = await sql`
    select 1 from information_schema.tables
    where table_schema not in ('pg_catalog', 'information_schema') limit 1`;
  if (tables.length === 0) return;
  throw new AppError({
    code: "conflict",
    message: "the database is not empty: make a new one, and name it by DATABASE_URL",
  });
}

async function readDump(file: string): Promise<{ input: Readable; done: Promise<void> }> {
  const handle = await openFile(file).catch(() => {
    throw new AppError({ code: "invalid_input", message: `there is no file ${file}` });
  });
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(5), 0, 5, 0);
  await handle.close();
  // Source: PostgreSQL, src/bin/pg_dump/pg_backup_archiver.c: archives begin with PGDMP.
  if (buffer.subarray(0, bytesRead).toString("latin1") !== "PGDMP") {
    return { input: createReadStream(file), done: Promise.resolve() };
  }
  const { sql, done } = await dumpAsSql(file);
  return { input: sql, done };
}

async function load(tx: postgres.TransactionSql, input: Readable): Promise<void> {
  const copies = new Copies(tx);
  const statements: string[] = [];
  let isDump = false;
  // Many in one trip: a dump has hundreds.
  const flush = async () => {
    const batch = statements.splice(0).map((one) => `${one};`);
    if (batch.length > 0) await tx.unsafe(batch.join("\n")).simple();
  };
  try {
    for await (const part of splitSql(linesOf(input))) {
      if (part.kind === "rows") {
        await copies.take(part.lines);
        continue;
      }
      if (LEFT_OUT.test(part.sql)) continue;
      isDump = true;
      if (/^copy\s/i.test(part.sql)) {
        await flush();
        copies.begin(part.sql);
      } else if (statements.push(part.sql) >= STATEMENTS_AT_ONCE) await flush();
    }
    await flush();
  } catch (thrown) {
    copies.giveUp();
    throw thrown;
  }
  if (!isDump) throw new Error("there is nothing in it");
}

/** The COPY that rows go into, one after the other; begun with the first row, as most tables have none. */
class Copies {
  #statement = "";
  #stream: Writable | null = null;
  readonly #tx: postgres.TransactionSql;

  constructor(tx: postgres.TransactionSql) {
    this.#tx = tx;
  }

  begin(statement: string): void {
    this.#statement = statement;
  }

  /** No lines at all are the end. */
  async take(lines: string[]): Promise<void> {
    if (lines.length > 0) {
      const stream = (this.#stream ??= await this.#tx.unsafe(this.#statement).writable());
      await new Promise<void>((resolve, reject) => {
        stream.write(`${lines.join("\n")}\n`, (error) => (error ? reject(error) : resolve()));
      });
      return;
    }
    const stream = this.#stream;
    this.#stream = null;
    if (!stream) return;
    stream.end();
    await finished(stream);
  }

  /** The server waits for rows: told that none come, it ends the statement, and all is rolled back. */
  giveUp(): void {
    this.#stream?.on("error", () => {}).destroy(new Error("the dump was cut off"));
  }
}

/** Ends at line feeds alone: readline would cut rows at other signs that a text may hold. */
async function* linesOf(input: Readable): AsyncGenerator<string> {
  let rest = "";
  input.setEncoding("utf8");
  for await (const chunk of input as AsyncIterable<string>) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** What a server says of a statement may quote rows: its code and the table have to do. */
function unreadable(thrown: unknown): AppError {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  const isServers = /^[0-9A-Z]{5}$/.test(code);
  const reason = isServers || !(thrown instanceof Error) ? `code ${code}` : thrown.message;
  return new AppError({
    code: "invalid_input",
    message: `the dump could not be restored: ${reason}`,
    cause: thrown,
  });
}
