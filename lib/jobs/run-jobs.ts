import { PgBoss } from "pg-boss";
import type { Role } from "@/lib/db/roles";
import type { Logger } from "@/lib/logger";
import { newId } from "@/lib/ids";
import { count } from "@/lib/telemetry/numbers";
import { startSpan } from "@/lib/telemetry/tracing";
import { codeOf, onTrail } from "@/lib/telemetry/trail";
import type { Region } from "@/lib/vocabulary";
import { JOBS_SCHEMA, queueName, type JobData, type JobKind, type QueuedData } from "./queues";

/** How the jobs of one queue are done. */
export type Lane<K extends JobKind = JobKind> = {
  kind: K;
  region: Region | null;
  /** How many at once in this process. */
  atOnce: number;
  /** So many are claimed together and waited for together: few where one may take long, but 2. */
  batch?: number;
  /** May be run twice for one job; throws to have it tried again. */
  run: (data: JobData[K]) => Promise<void>;
};

export type Jobs = {
  /** Claims nothing more, lets what is at work end for at most `STOP_MS`; may be called twice. */
  stop: () => Promise<void>;
};

/** What is still at work after this goes back to its queue. Well inside the 20 s that a stop may take. */
export const STOP_MS = 17_000;
/** Jobs are claimed by so many at a time: one statement claims them and one settles them. */
const BATCH = 25;

/** One queue's jobs, done by `run`; keeps the type of `kind` and `run` together. */
export const lane = <K extends JobKind>(one: Lane<K>): Lane => one as unknown as Lane;

/** pg-boss has connections of its own: they act as the worker, too. */
function withRole(url: string): string {
  const address = new URL(url);
  const given = address.searchParams.get("options");
  const role = "-c role=anteroom_worker" satisfies `${string}${Role}`;
  address.searchParams.set("options", given ? `${given} ${role}` : role);
  return address.href;
}

/**
 * Does the jobs of these queues until it is stopped. New jobs wake it; it looks every few seconds
 * besides. A job that throws is logged with its ids alone, and tried again as its queue says.
 */
export async function runJobs(options: {
  url: string;
  name: string;
  lanes: Lane[];
  log: Logger;
}): Promise<Jobs> {
  const { log, lanes } = options;
  const boss = new PgBoss({
    connectionString: withRole(options.url),
    schema: JOBS_SCHEMA,
    max: 8,
    migrate: false,
    schedule: false,
    useListenNotify: true,
    instanceName: options.name,
    instanceHeartbeatSeconds: 10,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
    queueCacheIntervalSeconds: 10,
  });
  boss.on("error", (thrown) => log.error({ err: thrown }, "the job queue reported an error"));
  boss.on("warning", ({ message }) => log.warn(message));
  try {
    await boss.start();
  } catch (thrown) {
    // Its pool would stay open, one for each try.
    await boss.stop({ graceful: false }).catch(() => {});
    throw thrown;
  }
  for (const one of lanes) {
    const batchSize = Math.min(one.atOnce, one.batch ?? BATCH);
    await boss.work(
      queueName(one.kind, one.region),
      {
        batchSize,
        localConcurrency: Math.ceil(one.atOnce / batchSize),
        perJobResults: true,
        burstWhenBatchFull: true,
        pollingIntervalSeconds: 2,
        notifyPollingIntervalSeconds: 10,
      },
      (jobs) =>
        Promise.all(
          jobs.map(async ({ id, data }) => {
            const isDone = await runJob(one, log, id, data as QueuedData<JobKind>);
            return { id, status: isDone ? ("completed" as const) : ("failed" as const) };
          }),
        ),
    );
  }
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    // Its own stop closes a connection first, and would go on claiming meanwhile.
    const names = lanes.map(({ kind, region }) => queueName(kind, region));
    await Promise.all(names.map((name) => boss.offWork(name, { wait: false })));
    await boss.stop({ graceful: true, timeout: STOP_MS });
  };
  return {
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** Does one job on the trail of what caused it; false when it threw. */
async function runJob(
  { kind, region, run }: Lane,
  log: Logger,
  id: string,
  { cause, ...data }: QueuedData<JobKind>,
): Promise<boolean> {
  const requestId = cause?.requestId ?? newId("request");
  const span = startSpan(`job ${kind}`, {
    kind: "consumer",
    parent: cause?.traceparent ?? null,
    attributes: { "anteroom.job": kind, ...(region && { "anteroom.region": region }) },
  });
  // Many jobs may have one cause: the job's own id tells them apart.
  const trail = { requestId, span, log: log.child({ requestId, job: id }) };
  let outcome: "done" | "failed" = "done";
  const begun = performance.now();
  try {
    await onTrail(trail, () => run(data));
    const ms = Math.round(performance.now() - begun);
    trail.log[kind === "sweep" ? "debug" : "info"]({ kind, ms }, "a job is done");
  } catch (thrown) {
    outcome = "failed";
    span?.fail(codeOf(thrown));
    trail.log.error({ err: thrown, kind, data }, "a job failed");
  }
  span?.end();
  count("anteroom_jobs_total", { kind, outcome });
  return outcome === "done";
}
