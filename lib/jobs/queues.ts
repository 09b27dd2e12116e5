import type { Queue } from "pg-boss";
import type { Cause } from "@/lib/telemetry/trail";
import { regions, type Region } from "@/lib/vocabulary";

/** The schema in which pg-boss keeps its tables, beside ours. */
export const JOBS_SCHEMA = "pgboss";

/** What a job of each kind carries: ids alone, so that nothing secret or stale lies in a queue. */
export type JobData = {
  /** Sends one mail of the outbox. */
  mail: { mailId: string };
  /** Renews one grant's tokens. */
  refresh: { grantId: string };
  /** Asks Clio who is behind one grant: the hourly proof of life. */
  identity: { grantId: string };
  /** Proves every permission of one grant. */
  probes: { grantId: string; trigger: "daily" | "confirm" | "hint" | "new_scopes" };
  /** Looks at every grant of an application after Clio said that somebody removed it. */
  hint: { applicationId: string };
  /** What follows for each connected firm from a new version of an integration's permissions. */
  campaign: { scopeSetId: string };
  /** What staff do to many firms at once, firm by firm. */
  bulk: { runId: string };
  /** Sends what is due to one endpoint of an integration service. */
  webhook: { endpointId: string };
  /** One of the sweeps, by its name (`worker/sweeps.ts`). */
  sweep: { name: string };
};
export type JobKind = keyof JobData;

/** As it lies in its queue: with the ids of what caused it, which the worker's log and traces go on with. */
export type QueuedData<K extends JobKind> = JobData[K] & { cause?: Cause };

/** Kinds that call Clio have a queue for each region: one that hangs keeps no other waiting. */
export const regionalKinds = ["refresh", "identity", "probes"] as const satisfies JobKind[];
export type RegionalKind = (typeof regionalKinds)[number];

export const isRegional = (kind: JobKind): kind is RegionalKind =>
  (regionalKinds as readonly JobKind[]).includes(kind);

export const queueName = (kind: JobKind, region: Region | null): string =>
  region ? `${kind}-${region}` : kind;

/**
 * A job whose worker died is claimed again after at most 20 s without a sign of life and one look of
 * pg-boss's every 10 s: well inside the 90 s that a crash may cost.
 */
const HEARTBEAT_SECONDS = 20;
const DAY_SECONDS = 86_400;

const common = {
  heartbeatSeconds: HEARTBEAT_SECONDS,
  expireInSeconds: 120,
  retentionSeconds: 7 * DAY_SECONDS,
  deleteAfterSeconds: 3600,
  // One job for one key, queued or at work: who finds a thing due twice queues it once.
  policy: "exclusive",
  notify: true,
} satisfies Partial<Queue>;

const byKind: Record<JobKind, Partial<Queue>> = {
  // The outbox counts the tries itself (`lib/mail/send-mail.ts`); these are enough for them.
  mail: { retryLimit: 20, retryDelay: 10, retryBackoff: true, retryDelayMax: 300 },
  // What failed is due again by its row, with back-off: a retry is for a process that died.
  refresh: { retryLimit: 3, retryDelay: 5 },
  identity: { retryLimit: 3, retryDelay: 5 },
  probes: { retryLimit: 3, retryDelay: 5 },
  hint: { retryLimit: 10, retryDelay: 10, retryBackoff: true },
  // Thousands of firms, one after the other; what was done is found done.
  campaign: { retryLimit: 10, retryDelay: 10, retryBackoff: true, expireInSeconds: 900 },
  // The same, and a run goes on where it was.
  bulk: { retryLimit: 10, retryDelay: 5, retryBackoff: true, expireInSeconds: 900 },
  // What was not sent is due again by its row.
  webhook: { retryLimit: 3, retryDelay: 5 },
  sweep: { retryLimit: 0, deleteAfterSeconds: 60 },
};

/** Every queue of the house, as pg-boss has to know it. */
export const queues: Queue[] = (Object.keys(byKind) as JobKind[]).flatMap((kind) =>
  (isRegional(kind) ? regions : [null]).map((region) => ({
    ...common,
    ...byKind[kind],
    name: queueName(kind, region),
  })),
);
