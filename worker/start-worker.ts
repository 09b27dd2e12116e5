import type { Context } from "@/lib/context";
import { keyRingSource, readKeyRing } from "@/lib/crypto/key-ring-source";
import { watchKeys } from "@/lib/db/check-keys";
import { openDatabase, type Database } from "@/lib/db/client";
import type { Env } from "@/lib/env";
import { newId } from "@/lib/ids";
import { jobSenderOf } from "@/lib/jobs/job-sender";
import { runJobs, type Jobs } from "@/lib/jobs/run-jobs";
import type { Logger } from "@/lib/logger";
import { flushNumbersRegularly } from "@/lib/metrics/flush-numbers";
import { noteHouse, noteHouseHourly } from "@/lib/settings/note-house";
import { isQuarantined } from "@/lib/settings/quarantine";
import { currentTrail } from "@/lib/telemetry/trail";
import { lanes } from "./lanes";
import { startSweeps } from "./sweeps";

const CONNECTIONS = 20;
const LOOK_EVERY_MS = 1000;

const isInQuarantine = async (database: Database) =>
  (await database.scoped({ kind: "system", name: "worker" }).query(isQuarantined)) !== null;

export type Worker = {
  stop: () => Promise<void>;
  /** Why it does no work at the moment, in a word for operators; null when it does. */
  trouble: () => "keys" | "quarantine" | "database" | "stopping" | null;
};

/**
 * Does the portal's work in the background until it is stopped. While the keys are not the database's
 * or the house is in quarantine it claims nothing, and goes on by itself afterwards.
 */
export async function startWorker(env: Env, log: Logger): Promise<Worker> {
  const database = openDatabase({
    url: env.DATABASE_URL,
    role: "anteroom_worker",
    maxConnections: CONNECTIONS,
    log,
  });
  const ring = await readKeyRing(keyRingSource(env));
  const newContext = (): Context => {
    const { requestId, log: ofTrail } = currentTrail() ?? { requestId: newId("request"), log };
    return {
      actor: { kind: "system", name: "worker" },
      db: database.scoped({ kind: "system", name: "worker" }),
      jobs: jobSenderOf(database, log),
      ring,
      env,
      log: ofTrail,
      requestId,
    };
  };
  const stopFlushing = flushNumbersRegularly(newContext().db, log);
  const look = () => noteHouse(newContext());
  const stopWatching = await watchKeys(database, ring, log, look);
  const stopNoting = noteHouseHourly(newContext);

  let trouble: ReturnType<Worker["trouble"]> = "database";
  let running: { jobs: Jobs; stopSweeps: () => void } | null = null;
  const pause = async () => {
    const paused = running;
    running = null;
    paused?.stopSweeps();
    await paused?.jobs.stop();
  };
  const follow = async () => {
    const quarantined = await isInQuarantine(database);
    const mayWork = ring.trouble === null && !quarantined;
    if (mayWork && !running) {
      await jobSenderOf(database, log).ready();
      const { DATABASE_URL: url } = env;
      const jobs = await runJobs({ url, name: "worker", lanes: lanes(newContext), log });
      running = { jobs, stopSweeps: startSweeps(newContext) };
    }
    if (!mayWork && running) await pause();
    trouble = ring.trouble !== null ? "keys" : quarantined ? "quarantine" : null;
  };
  // Without its database it waits for it, as every program of ours does.
  const tryToFollow = () =>
    follow().catch((thrown: unknown) => {
      trouble = "database";
      log.error({ err: thrown }, "the worker could not start its jobs yet");
    });
  await tryToFollow();
  let following = Promise.resolve();
  const timer = setInterval(() => {
    following = following.then(tryToFollow);
  }, LOOK_EVERY_MS);

  let stopping: Promise<void> | undefined;
  const stop = async () => {
    clearInterval(timer);
    stopWatching();
    stopNoting();
    // At once: a look at the database that is under way may take seconds, and must claim nothing meanwhile.
    await pause();
    await following;
    await pause();
    await stopFlushing();
    await database.close();
  };
  return {
    stop() {
      stopping ??= stop();
      return stopping;
    },
    trouble: () => (stopping ? "stopping" : trouble),
  };
}
