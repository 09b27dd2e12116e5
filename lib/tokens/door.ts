import type { Context } from "@/lib/context";
import type { KeyRing } from "@/lib/crypto/key-ring";
import type { Database } from "@/lib/db/client";
import type { Env } from "@/lib/env";
import type { JobSender } from "@/lib/jobs/job-sender";
import type { Logger } from "@/lib/logger";
import { currentTrail } from "@/lib/telemetry/trail";

/** What the door's process has once. */
export type Door = {
  env: Env;
  log: Logger;
  database: Database;
  jobs: JobSender;
  ring: KeyRing;
};

/** A context in which a token client acts: for what goes further than a read. */
export function clientContext(door: Door, clientId: string, requestId: string): Context {
  const { database, env, jobs, log, ring } = door;
  return {
    actor: { kind: "token_client", clientId },
    db: database.scoped({ kind: "system", name: "machine" }),
    jobs,
    ring,
    env,
    log: currentTrail()?.log ?? log,
    requestId,
  };
}
