import { sql } from "drizzle-orm";
import { PgDialect, type PgDatabase } from "drizzle-orm/pg-core";
import {
  drizzle,
  PostgresJsDatabase,
  PostgresJsSession,
  type PostgresJsQueryResultHKT,
} from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";
import { AppError } from "@/lib/errors";
import type { Logger } from "@/lib/logger";
import { traced } from "@/lib/telemetry/trail";
import { isWorthRetrying } from "./database-errors";
import { GuardedPool } from "./guarded-pool";
import type { Role } from "./roles";
import * as schema from "./schema";

/** Drizzle with our tables: a database or a transaction, as a verb sees it. */
export type Queryable = PgDatabase<PostgresJsQueryResultHKT, typeof schema>;

/** Whose rows a handle may touch. */
export type Scope =
  | { kind: "firm"; firmId: string }
  | { kind: "staff"; personId: string }
  | { kind: "system"; name: string };

/**
 * The one way to the tables, made for a scope. In the web process Postgres knows the scope too, and shows
 * a firm its own rows alone (docs/decisions/030-row-level-security.md); nobody gets a database outside
 * of `query` and `transaction`.
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
   * connection: for the few that are asked hundreds of times a second (docs/decisions/028-token-door.md).
   * Nothing scopes it but its own WHERE. Instants come as PostgreSQL writes them.
   */
  prepared<Row>(statement: string, parameters: readonly Parameter[]): Promise<Row[]>;
  /**
   * The same for a look by key, which is over in a moment: many go one behind the other on few connections,
   * so that a call of the system carries several. What may take longer would hold up those behind it.
   */
  glance<Row>(statement: string, parameters: readonly Parameter[]): Promise<Row[]>;
  close(): Promise<void>;
}

export const QUERY_DEADLINE_MS = 5000;
const SLOT_WAIT_MS = 3000;
const MAX_TRIES = 3;
/** Of the machine's door, for `glance`. */
const GLANCES = { maxConnections: 2, atOnce: 64 };

type Client = Pick<GuardedPool, "options" | "unsafe" | "begin">;

/**
 * Opens a pool of guarded connections; connects when first used. Every error that means "not now" is
 * an `AppError` with code `unavailable`, within `queryDeadlineMs` for each query, whatever the server
 * or the network does.
 *
 * `role` is what the process acts as, none of them for the owner. The portal has a pool of
 * `maxConnections` for each kind of scope, as staff and the house itself act as roles of their own.
 */
export function openDatabase(options: {
  url: string;
  role?: "anteroom_portal" | "anteroom_worker" | "anteroom_machine" | null;
  maxConnections?: number;
  queryDeadlineMs?: number;
  slotWaitMs?: number;
  log?: Logger | null;
}): Database {
  const poolOf = (
    role: Role | null,
    size: { maxConnections?: number; atOnce?: number } = options,
  ) =>
    new GuardedPool({
      url: options.url,
      role,
      maxConnections: size.maxConnections ?? 10,
      atOnce: size.atOnce,
      isPlannedOnce: role === "anteroom_machine",
      queryDeadlineMs: options.queryDeadlineMs ?? QUERY_DEADLINE_MS,
      slotWaitMs: options.slotWaitMs ?? SLOT_WAIT_MS,
      log: options.log ?? null,
    });
  const role = options.role ?? null;
  const first = poolOf(role);
  const db = drizzleOn(first);
  const glances = role === "anteroom_machine" ? poolOf(role, GLANCES) : first;
  const preparedOn =
    (pool: GuardedPool): Database["prepared"] =>
    async <Row>(statement: string, parameters: readonly Parameter[]) =>
      (await pool.prepared(statement, parameters)) as Row[];
  const byHand = { prepared: preparedOn(first), glance: preparedOn(glances) };
  if (role !== "anteroom_portal") {
    return {
      scoped: (scope) => scopedTo(scope, db),
      ...byHand,
      async close() {
        await Promise.all([...new Set([first, glances])].map((pool) => pool.close()));
      },
    };
  }
  const staff = poolOf("anteroom_staff");
  const system = poolOf("anteroom_system");
  const dbs = { staff: drizzleOn(staff), system: drizzleOn(system) };
  return {
    scoped: (scope) =>
      scope.kind === "firm"
        ? ofFirm(scope, { first, db, system: dbs.system })
        : scopedTo(scope, dbs[scope.kind]),
    ...byHand,
    async close() {
      await Promise.all([first, staff, system].map((pool) => pool.close()));
    },
  };
}

type Drizzle = PostgresJsDatabase<typeof schema>;
const dialect = new PgDialect();

// A client of ours has what drizzle uses of one: options, unsafe and begin.
const drizzleOn = (client: Client): Drizzle => drizzle(client as unknown as Sql, { schema });

/** The same tables over another client: `drizzle` itself looks at all of them anew, for a millisecond. */
function drizzleLike({ _ }: Drizzle, client: Client): Drizzle {
  const config = { schema: _.schema, fullSchema: _.fullSchema, tableNamesMap: _.tableNamesMap };
  const known = config as ConstructorParameters<typeof PostgresJsDatabase<typeof schema>>[2];
  const session = new PostgresJsSession(client as unknown as Sql, dialect, known);
  return new PostgresJsDatabase(dialect, session as never, known);
}

const scopedTo = (scope: Scope, db: Drizzle): ScopedDb => ({
  scope,
  query: (work) => unwrapped(async () => work(db)),
  transaction: (work) =>
    traced("transaction", { kind: "internal" }, () =>
      unwrapped(() => withRetries(() => db.transaction(work))),
    ),
});

/**
 * Where a handle of a firm's scope keeps the way to look beyond it. On the handle and by a name for the whole
 * process: Next loads this module more than once, and who asks may have another one than who opened.
 */
const BEYOND = Symbol.for("anteroom.beyond");
type Beyond = <T>(work: (db: Queryable) => Promise<T>) => Promise<T>;
const beyondOf = (db: Queryable) => (db as { [BEYOND]?: Beyond | undefined })[BEYOND];
const setBeyond = (db: Queryable, beyond: Beyond | undefined) =>
  Object.assign(db, { [BEYOND]: beyond });

function ofFirm(
  scope: Scope & { kind: "firm" },
  { first, db: like, system }: { first: GuardedPool; db: Drizzle; system: Drizzle },
): ScopedDb {
  const setting = `set local anteroom.firm = '${checkedId(scope.firmId)}'`;
  const db = drizzleLike(like, first.after(setting));
  setBeyond(db, (work) => work(system));
  const narrow = scopedTo(scope, db);
  return {
    ...narrow,
    transaction: (work) =>
      narrow.transaction((tx) => {
        setBeyond(tx, (beyond) => asTheHouse(tx, beyond));
        return work(tx);
      }),
  };
}

/** The portal's own role until `work` is done: for this transaction alone, whatever happens in it. */
async function asTheHouse<T>(tx: Queryable, work: (db: Queryable) => Promise<T>): Promise<T> {
  await tx.execute(sql`set local role anteroom_system`);
  // Inside, whoever looks beyond is beyond already.
  setBeyond(tx, undefined);
  const back = () => {
    setBeyond(tx, (beyond) => asTheHouse(tx, beyond));
    return tx.execute(sql`set local role anteroom_portal`);
  };
  try {
    const result = await work(tx);
    await back();
    return result;
  } catch (thrown) {
    // A transaction that failed runs nothing more, so that it need not come back.
    await back().catch(() => {});
    throw thrown;
  }
}

/** Why something that a firm's people do touches what is not their firm's. */
type Reason =
  | "whether another firm has the same account"
  | "whether another firm has the same client ID"
  | "whether somebody belongs to another firm, too"
  | "how many mails go out in all"
  | "what is mailed to staff of no firm in particular"
  | "what the agency's own application is at"
  | "when a region's other connections are due";

/**
 * Where a rule needs more than the firm's own rows, whoever asks: Postgres shows `work` every firm's.
 * Its answer must not tell one firm of another. Await it alone: what runs beside it sees as much.
 */
export function beyondFirm<T>(
  db: Queryable,
  // For who reads the code, and for the compiler: a new reason is added to the list above.
  _reason: Reason,
  work: (db: Queryable) => Promise<T>,
): Promise<T> {
  const beyond = beyondOf(db);
  return beyond ? beyond(work) : work(db);
}

/** It stands in a statement: whatever is no id of ours finds nothing there. */
const checkedId = (firmId: string) => (/^[a-z0-9_]+$/i.test(firmId) ? firmId : "");

/** Drizzle wraps what its client throws, with the statement's text: our own error inside is the news. */
async function unwrapped<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw thrown instanceof Error && thrown.cause instanceof AppError ? thrown.cause : thrown;
  }
}

/**
 * `work` again after a deadlock or a serialization failure, at most three times in all: for one statement
 * whose loss would cost more than a second try. Transactions have it of themselves.
 */
export async function withRetries<T>(work: () => Promise<T>): Promise<T> {
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
