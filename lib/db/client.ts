import { sql } from "drizzle-orm";
import type { PgDatabase } from "drizzle-orm/pg-core";
import { drizzle, type PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";
import { AppError } from "@/lib/errors";
import type { Logger } from "@/lib/logger";
import { traced } from "@/lib/telemetry/trail";
import { isWorthRetrying } from "./database-errors";
import { GuardedPool } from "./guarded-pool";
import * as schema from "./schema";

/** Drizzle with our tables: a database or a transaction, as a verb sees it. */
export type Queryable = PgDatabase<PostgresJsQueryResultHKT, typeof schema>;

/** Whose rows a handle may touch. */
export type Scope =
  | { kind: "firm"; firmId: string }
  | { kind: "staff"; personId: string }
  | { kind: "system"; name: string };

/**
 * The one way to the tables, made for a scope. Today the scope travels along; row-level security can
 * set it for each transaction under this handle without a caller noticing, because nobody gets a
 * database outside of `query` and `transaction`.
 */
export interface ScopedDb {
  readonly scope: Scope;
  /** Statements that need not stand or fall together. */
  query<T>(work: (db: Queryable) => Promise<T>): Promise<T>;
  /**
   * All or nothing. Await nothing but SQL inside. A deadlock or serialization failure is tried again,
   * at most three times, so `work` must not have effects of its own.
   */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
}

/** The tables as seen inside a transaction that is open: for readers that take a context. */
export function within(tx: Queryable, scope: Scope): ScopedDb {
  const work = <T>(run: (db: Queryable) => Promise<T>) => run(tx);
  return { scope, query: work, transaction: work };
}

/** What a hand-written statement takes. */
export type Parameter = string | number | boolean | null;

export interface Database {
  scoped(scope: Scope): ScopedDb;
  /**
   * One statement by hand, guarded like every other, that the server parses and plans once for each
   * connection: for the few that are asked hundreds of times a second (docs/decisions/028). Nothing
   * scopes it but its own WHERE. Instants come as PostgreSQL writes them.
   */
  prepared<Row>(statement: string, parameters: readonly Parameter[]): Promise<Row[]>;
  close(): Promise<void>;
}

export const QUERY_DEADLINE_MS = 5000;
const SLOT_WAIT_MS = 3000;
const MAX_TRIES = 3;

/**
 * Opens a pool of guarded connections; connects when first used. Every error that means "not now" is
 * an `AppError` with code `unavailable`, within `queryDeadlineMs` for each query, whatever the server
 * or the network does.
 */
export function openDatabase(options: {
  url: string;
  maxConnections?: number;
  queryDeadlineMs?: number;
  slotWaitMs?: number;
  log?: Logger | null;
}): Database {
  const pool = new GuardedPool({
    url: options.url,
    maxConnections: options.maxConnections ?? 10,
    queryDeadlineMs: options.queryDeadlineMs ?? QUERY_DEADLINE_MS,
    slotWaitMs: options.slotWaitMs ?? SLOT_WAIT_MS,
    log: options.log ?? null,
  });
  // The guard has what drizzle uses of a client: options, unsafe and begin.
  const db = drizzle(pool as unknown as Sql, { schema });
  return {
    scoped: (scope) => ({
      scope,
      query: (work) => unwrapped(async () => work(db)),
      transaction: (work) =>
        traced("transaction", { kind: "internal" }, () =>
          unwrapped(() => withRetries(() => db.transaction(work))),
        ),
    }),
    prepared: async <Row>(statement: string, parameters: readonly Parameter[]) =>
      (await pool.prepared(statement, parameters)) as Row[],
    close: () => pool.close(),
  };
}

/** Drizzle wraps what its client throws, with the statement's text: our own error inside is the news. */
async function unwrapped<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw thrown instanceof Error && thrown.cause instanceof AppError ? thrown.cause : thrown;
  }
}

async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (thrown) {
      if (tries >= MAX_TRIES || !isWorthRetrying(thrown)) throw thrown;
    }
  }
}

/** The database's clock. */
export async function databaseNow(db: Queryable): Promise<Date> {
  const [row] = await db.execute<{ at: string }>(sql`select now() as at`);
  if (!row) throw new Error("unreachable: select now() has a row");
  return new Date(row.at);
}
