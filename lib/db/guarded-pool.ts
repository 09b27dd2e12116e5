import { setImmediate as macrotask } from "node:timers/promises";
import postgres, { type Options, type Sql } from "postgres";
import type { Logger } from "@/lib/logger";
import { breakerSocket } from "./breaker-socket";
import { deadlinePassed, isConnectionLost, toDatabaseError, tooBusy } from "./database-errors";
import type { Role } from "./roles";
import { Slots } from "./slots";

export type PoolOptions = {
  url: string;
  /** What its connections act as; null: as the user of the address. */
  role: Role | null;
  maxConnections: number;
  /** Statements under way together; more than connections, they share one (`maxConnections` at most without). */
  atOnce?: number;
  /** Each statement is planned once for a connection: for who has few different ones, and many of each. */
  isPlannedOnce?: boolean;
  queryDeadlineMs: number;
  slotWaitMs: number;
  log: Logger | null;
};

const RECONNECT_AFTER_S = 0.1;

type Values = readonly unknown[];
type Unsafe = (query: string, parameters: Values, options?: { prepare?: boolean }) => GuardedQuery;
type Transaction = {
  unsafe: Unsafe;
  savepoint: (work: (sql: Transaction) => Promise<unknown>) => Promise<unknown>;
};

/** What a connection of the driver's is, as far as we use it: `execute` is for our own statements. */
type Connection = { reserved: (() => void) | null; execute: (query: unknown) => unknown };

/** Parsers and serializers that drizzle sets on a client; every pool that follows gets the same. */
export type SharedTypes = {
  parsers: Record<string, unknown>;
  serializers: Record<string, unknown>;
};

/**
 * What drizzle gets in place of a postgres.js client. postgres.js 3.4.9 can run a statement outside
 * its transaction and end the process when the server ends a connection inside `begin`, and waits for
 * ever on a half-open socket (docs/decisions/003-guarded-postgres.md). Here a statement throws once
 * its transaction is over or lost, a lost transaction writes no rollback, and each query is raced
 * against a deadline, past which the whole pool is replaced.
 */
export class GuardedPool {
  readonly options: SharedTypes = { parsers: {}, serializers: {} };
  readonly #settings: PoolOptions;
  readonly #slots: Slots;
  readonly #socket: ReturnType<typeof breakerSocket>;
  #pool: Sql | null = null;
  #isClosed = false;

  constructor(settings: PoolOptions) {
    this.#settings = settings;
    this.#slots = new Slots(settings.atOnce ?? settings.maxConnections);
    this.#socket = breakerSocket();
  }

  readonly unsafe: Unsafe = (query, parameters, options) =>
    new GuardedQuery((asValues) =>
      this.#withSlot(() => {
        const pool = this.#current();
        const pending = this.#send(pool.unsafe.bind(pool), query, parameters, options, asValues);
        return this.#race(pool, pending);
      }),
    );

  /** A statement by hand, planned once for each connection: guarded as the others, with less around it. */
  prepared(query: string, parameters: Values): Promise<unknown> {
    return this.#withSlot(() => {
      const pool = this.#current();
      const answer = pool.unsafe(query, parameters as never[], { prepare: true });
      return this.#race<unknown>(pool, answer);
    });
  }

  /** Runs `work` in a transaction; drizzle calls it. Rejects with an `AppError`, or what `work` threw. */
  async begin<T>(work: (sql: Transaction) => Promise<T>): Promise<T> {
    return this.#withSlot(() => this.#begin(work, null));
  }

  /**
   * The same pool for who may run nothing before `setting`, a statement of ours such as
   * `set local …`, holds: each transaction begins with it, and a statement alone is one transaction.
   */
  after(setting: string): Pick<GuardedPool, "options" | "unsafe" | "begin"> {
    return {
      options: this.options,
      unsafe: (query, parameters, options) =>
        new GuardedQuery((asValues) =>
          this.#withSlot(() =>
            this.#alone(setting, (unsafe) =>
              this.#send(unsafe, query, parameters, options, asValues),
            ),
          ),
        ),
      begin: (work) => this.#withSlot(() => this.#begin(work, setting)),
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#pool?.end({ timeout: 5 });
  }

  /**
   * One statement in a transaction of its own, in as few trips as there can be: the driver's `begin` waits
   * for the server before the first statement, and its `reserve` never gets a new connection
   * (docs/decisions/003-guarded-postgres.md). Nothing is sent on a connection that was lost.
   */
  async #alone<T>(setting: string, run: (unsafe: Sql["unsafe"]) => Promise<T>): Promise<T> {
    const pool = this.#current();
    const taken = Promise.withResolvers<Connection>();
    const onexecute = (connection: Connection) => {
      // Ours until the server says that no transaction is open on it.
      connection.reserved = () => {};
      taken.resolve(connection);
    };
    const begun = pool.unsafe(`begin;${setting}`, [], { onexecute } as object).execute();
    begun.catch(taken.reject);
    const connection = await this.#race(pool, taken.promise);
    const unsafe = ((...args: Parameters<Sql["unsafe"]>) =>
      Object.assign(pool.unsafe(...args), {
        handler: (query: unknown) => connection.execute(query),
      })) as Sql["unsafe"];
    try {
      const [, result] = await this.#race(pool, Promise.all([begun, run(unsafe)]));
      await this.#race(pool, unsafe("commit").execute());
      return result;
    } catch (thrown) {
      if (!isConnectionLost(thrown)) await this.#race(pool, unsafe("rollback").execute());
      throw thrown;
    }
  }

  async #begin<T>(work: (sql: Transaction) => Promise<T>, setting: string | null): Promise<T> {
    const pool = this.#current();
    const state = new TransactionState();
    const statement = <R>(run: () => Promise<R>): Promise<R> => {
      state.refuseIfOver();
      return this.#race(pool, run()).catch((thrown: unknown) => {
        if (isConnectionLost(thrown)) state.lose(thrown);
        throw thrown;
      });
    };
    const wrap = (sql: postgres.TransactionSql): Transaction => ({
      unsafe: (query, parameters, options) =>
        new GuardedQuery((asValues) =>
          statement(() => this.#send(sql.unsafe.bind(sql), query, parameters, options, asValues)),
        ),
      savepoint: (inner) => {
        state.refuseIfOver();
        return sql.savepoint((nested) => inner(wrap(nested)));
      },
    });
    const hasBegun = Promise.withResolvers<void>();
    // The driver's own rollback or commit on a lost connection would be written to a closed socket.
    const unlessLost = async () => {
      await macrotask();
      if (state.isLost) await new Promise<never>(() => {});
    };
    const settled = Promise.withResolvers<void>();
    const transaction = pool
      .begin(async (sql) => {
        hasBegun.resolve();
        try {
          // Sent with the first statement, which is refused when it fails.
          if (setting !== null) void sql.unsafe(setting).execute();
          const result = await work(wrap(sql));
          await unlessLost();
          settled.resolve();
          return result;
        } catch (thrown) {
          await unlessLost();
          settled.resolve();
          throw thrown;
        }
      })
      .finally(() => state.end());
    try {
      await this.#race(pool, Promise.race([hasBegun.promise, transaction, state.lost]));
      await Promise.race([settled.promise, transaction, state.lost]);
      // What is left is COMMIT or ROLLBACK: one statement, one deadline.
      return (await this.#race(pool, Promise.race([transaction, state.lost]))) as T;
    } catch (thrown) {
      state.end();
      transaction.catch(() => {});
      throw toDatabaseError(thrown);
    }
  }

  /** Sends a statement of drizzle's, which names none of its own accord. */
  async #send(
    unsafe: Sql["unsafe"],
    query: string,
    parameters: Values,
    options: { prepare?: boolean } | undefined,
    asValues: boolean,
  ): Promise<unknown> {
    const all = this.#settings.isPlannedOnce ? { ...options, prepare: true } : options;
    const pending = unsafe(query, [...parameters] as never[], all);
    return asValues ? pending.values() : pending;
  }

  #current(): Sql {
    if (this.#isClosed) throw tooBusy("the database handle is closed");
    this.#pool ??= this.#open();
    return this.#pool;
  }

  #open(): Sql {
    const { url, role, maxConnections, queryDeadlineMs, log } = this.#settings;
    const statementMs = Math.max(1, Math.floor(queryDeadlineMs * 0.8));
    const options: Options<Record<string, never>> & { socket: unknown } = {
      max: maxConnections,
      fetch_types: false,
      prepare: true,
      connect_timeout: Math.ceil(queryDeadlineMs / 1000),
      // The driver's own grows to 20 s, past every deadline; how often is the breaker's business.
      backoff: () => RECONNECT_AFTER_S,
      idle_timeout: 60,
      max_lifetime: 30 * 60,
      socket: this.#socket,
      onnotice: (notice) => log?.debug({ code: notice.code }, "notice of the database"),
      connection: {
        application_name: "anteroom",
        // RESET ROLE comes back to it.
        ...(role && { role }),
        // Below our own deadline, so that a slow statement ends alone and not with the pool.
        statement_timeout: statementMs,
        lock_timeout: statementMs,
        idle_in_transaction_session_timeout: queryDeadlineMs * 4,
      },
    };
    const pool = postgres(url, options as Options<Record<string, never>>);
    Object.assign(pool.options.parsers, this.options.parsers);
    Object.assign(pool.options.serializers, this.options.serializers);
    return pool;
  }

  async #withSlot<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.#slots.take(this.#settings.slotWaitMs);
    try {
      return await work();
    } catch (thrown) {
      throw toDatabaseError(thrown);
    } finally {
      release();
    }
  }

  /** Races one answer of the database against the deadline; past it the pool is given up. */
  async #race<T>(pool: Sql, answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        this.#giveUp(pool);
        reject(deadlinePassed(this.#settings.queryDeadlineMs));
      }, this.#settings.queryDeadlineMs);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
      answer.catch(() => {});
    }
  }

  #giveUp(pool: Sql): void {
    if (this.#pool !== pool) return;
    this.#pool = null;
    this.#settings.log?.error("the database did not answer within the deadline: new connections");
    pool.end({ timeout: 0 }).catch(() => {});
  }
}

/** Whether a transaction still stands; once lost or over, its statements throw. */
class TransactionState {
  #isOver = false;
  isLost = false;
  readonly #loss = Promise.withResolvers<never>();
  readonly lost = this.#loss.promise;

  constructor() {
    this.lost.catch(() => {});
  }

  lose(cause: unknown): void {
    this.isLost = true;
    this.#loss.reject(cause);
  }

  /** After the driver's `begin` has settled. A callback that still runs is past its transaction. */
  end(): void {
    this.#isOver = true;
    this.isLost = true;
  }

  refuseIfOver(): void {
    if (this.#isOver || this.isLost)
      throw tooBusy("a statement came after the end of its transaction");
  }
}

/** A statement that is sent when somebody waits for it, as drizzle expects of postgres.js. */
class GuardedQuery implements PromiseLike<unknown> {
  readonly #run: (asValues: boolean) => Promise<unknown>;

  constructor(run: (asValues: boolean) => Promise<unknown>) {
    this.#run = async (asValues) => run(asValues);
  }

  values(): Promise<unknown> {
    return this.#run(true);
  }

  // Drizzle awaits what `unsafe` returns, as it does with the driver's own queries.
  // oxlint-disable-next-line unicorn/no-thenable
  then<A, B>(
    onFulfilled?: ((value: unknown) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#run(false).then<A, B>(onFulfilled, onRejected);
  }
}
