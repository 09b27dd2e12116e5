import { sql } from "drizzle-orm";
import { fromDrizzle, PgBoss, type Clock } from "pg-boss";
import type { Database, Queryable } from "@/lib/db/client";
import type { Logger } from "@/lib/logger";
import { currentCause } from "@/lib/telemetry/trail";
import type { Region } from "@/lib/vocabulary";
import { JOBS_SCHEMA, queueName, type JobData, type JobKind, type RegionalKind } from "./queues";

export type NewJob<K extends JobKind> = {
  data: JobData[K];
  /** What the job is about: of two jobs of a kind with the same key, one is queued. */
  key: string;
  /** Not before this many seconds from now. */
  afterSeconds?: number;
} & (K extends RegionalKind ? { region: Region } : { region?: never });

/** Puts jobs into their queues in the caller's transaction: with the fact they follow, or not at all. */
export type JobSender = {
  /**
   * Gets to know the queues, which the first job would otherwise do from inside its transaction: many at
   * once would wait there for connections that they hold. Throws as a query does.
   */
  ready(): Promise<void>;
  send<K extends JobKind>(tx: Queryable, kind: K, jobs: NewJob<K>[]): Promise<void>;
};

/** A sender only waits to be asked: its timers keep no process from ending. */
const unheldClock: Clock = {
  now: () => Date.now(),
  setTimeout: (fn, ms) => setTimeout(fn, ms).unref(),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
  setInterval: (fn, ms) => setInterval(fn, ms).unref(),
  clearInterval: (timer) => clearInterval(timer as NodeJS.Timeout),
};

const senders = new WeakMap<Database, JobSender>();

/** The sender of a database, one for each: it knows the queues and sends nothing by itself. */
export function jobSenderOf(database: Database, log: Logger): JobSender {
  const known = senders.get(database);
  if (known) return known;
  const opened = openJobSender(database, log);
  senders.set(database, opened);
  return opened;
}

function openJobSender(database: Database, log: Logger): JobSender {
  const db = database.scoped({ kind: "system", name: "jobs" });
  const boss = new PgBoss({
    // The house's own guarded pool; a worker, which waits for jobs, has a pool of its own.
    db: { executeSql: (text, values) => db.query((handle) => on(handle).executeSql(text, values)) },
    schema: JOBS_SCHEMA,
    supervise: false,
    schedule: false,
    migrate: false,
    registerInstance: false,
    clock: unheldClock,
    // Queues change with the code alone.
    queueCacheIntervalSeconds: 86_400,
  });
  boss.on("error", (thrown) => log.error({ err: thrown }, "the job queue reported an error"));
  let starting: Promise<unknown> | null = null;
  const started = () => {
    starting ??= boss.start().catch((thrown: unknown) => {
      starting = null;
      throw thrown;
    });
    return starting;
  };
  return {
    async ready() {
      await started();
    },
    async send(tx, kind, jobs) {
      if (jobs.length === 0) return;
      await started();
      const cause = currentCause();
      const byQueue = Map.groupBy(jobs, ({ region }) => queueName(kind, region ?? null));
      for (const [name, some] of byQueue) {
        const inserts = some.map(({ data, key, afterSeconds }) => ({
          data: { ...data, ...(cause && { cause }) },
          singletonKey: key,
          ...(afterSeconds !== undefined && { startAfter: afterSeconds }),
        }));
        await boss.insert(name, inserts, { db: on(tx) });
      }
    },
  };
}

/** A handle of ours as pg-boss wants it. */
const on = (handle: Queryable) => fromDrizzle(handle, sql);
