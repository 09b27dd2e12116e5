import "server-only";
import type { KeyRing } from "@/lib/crypto/key-ring";
import { keyRingSource, readKeyRing } from "@/lib/crypto/key-ring-source";
import { watchKeys } from "@/lib/db/check-keys";
import { openDatabase, type Database } from "@/lib/db/client";
import { readEnv, type Env } from "@/lib/env";
import { newId } from "@/lib/ids";
import { jobSenderOf, type JobSender } from "@/lib/jobs/job-sender";
import { flushNumbersRegularly } from "@/lib/metrics/flush-numbers";
import { noteHouse } from "@/lib/settings/note-house";
import { createLogger, type Logger } from "@/lib/logger";

export type Services = {
  env: Env;
  log: Logger;
  database: Database;
  jobs: JobSender;
  ring: KeyRing;
};

// Next loads a module more than once in one process; what is opened once lives here.
const shared = globalThis as typeof globalThis & { anteroomServices?: Services };

/** What the process has once: settings, log, database, keys. Nothing is served before `startServices`. */
export function services(): Services {
  if (!shared.anteroomServices) throw new Error("startServices has not been called yet");
  return shared.anteroomServices;
}

/**
 * Opens them and begins to watch the keys; resolves after the first look at these. Throws as `readEnv`
 * and `readKeyRing` do.
 */
export async function startServices(): Promise<void> {
  const { database, ring, log, ...rest } = (shared.anteroomServices ??= await open());
  const actor = { kind: "system", name: "web" } as const;
  const db = database.scoped(actor);
  // An old copy of the database is found out before anything is served from it.
  const look = () => noteHouse({ actor, db, ring, log, ...rest, requestId: newId("request") });
  await watchKeys(database, ring, log, look);
  flushNumbersRegularly(db, log);
  // A database that is away now is asked again with the first job.
  await rest.jobs.ready().catch((thrown: unknown) => log.warn({ err: thrown }, "no queues yet"));
}

/** Of each kind: somebody of a firm, staff, and the portal itself before it knows who asks. */
const CONNECTIONS = 5;

/** The development server stands still while it builds a page: a query that waits is no sign of a fault. */
const DEVELOPMENT_DEADLINE_MS = 30_000;

async function open(): Promise<Services> {
  const env = readEnv();
  const log = createLogger("web", env.LOG_LEVEL);
  const isDevelopment = env.NODE_ENV === "development";
  const patience = isDevelopment ? { queryDeadlineMs: DEVELOPMENT_DEADLINE_MS } : {};
  const database = openDatabase({
    url: env.DATABASE_URL,
    role: "anteroom_portal",
    maxConnections: CONNECTIONS,
    log,
    ...patience,
  });
  return {
    env,
    log,
    database,
    jobs: jobSenderOf(database, log),
    ring: await readKeyRing(keyRingSource(env)),
  };
}
