import { join } from "node:path";
import type { Context } from "@/lib/context";
import { keyRingSource, readKeyRing } from "@/lib/crypto/key-ring-source";
import { compareKeys } from "@/lib/db/check-keys";
import { openDatabase, type Database } from "@/lib/db/client";
import { findEmbeddedPostgres } from "@/lib/db/embedded";
import { requireMigrated } from "@/lib/db/require-migrated";
import { readEnv } from "@/lib/env";
import { newId } from "@/lib/ids";
import { jobSenderOf } from "@/lib/jobs/job-sender";
import { createLogger } from "@/lib/logger";
import { PORTAL_FOLDER, startDatabase } from "../database";
import { localKeys } from "../local-keys";

/** Commands look through whole tables: more patience than a page has. */
const DEADLINE_MS = 60_000;

export type OperatorHouse = { ctx: Context; database: Database; url: string };

/**
 * The environment of the portal, with what `npm start` adds to it: without DATABASE_URL the embedded
 * database under `.data/portal` and its keys. A server that runs is used; otherwise one is started and
 * stopped by `close`.
 */
export async function portalEnvironment(): Promise<{
  env: NodeJS.ProcessEnv;
  close: () => Promise<void>;
}> {
  const env: NodeJS.ProcessEnv = { ...process.env };
  if (env.DATABASE_URL) return { env, close: async () => {} };
  const keys = localKeys(join(PORTAL_FOLDER, "keys.json"));
  if (!env.PORTAL_KEYS_FILE) env.PORTAL_KEYS ??= keys.PORTAL_KEYS;
  env.NEXTAUTH_SECRET ??= keys.NEXTAUTH_SECRET;
  const running = await findEmbeddedPostgres(join(PORTAL_FOLDER, "postgres"));
  if (running) return { env: { ...env, DATABASE_URL: running }, close: async () => {} };
  const server = await startDatabase(PORTAL_FOLDER);
  return { env: { ...env, DATABASE_URL: server.url }, close: () => server.stop() };
}

/** Does `work` in the portal's house, as the operator; the ring is compared with the database's first. */
export function inHouse<T>(work: (house: OperatorHouse) => Promise<T>): Promise<T> {
  return inBareHouse(async (house) => {
    await requireMigrated(house.database);
    await compareKeys(house.database, house.ctx.ring);
    return work(house);
  });
}

/** The same with a database that may be empty, whose keys are not looked at. */
export async function inBareHouse<T>(work: (house: OperatorHouse) => Promise<T>): Promise<T> {
  const { env: variables, close } = await portalEnvironment();
  try {
    const env = readEnv(variables);
    const ring = await readKeyRing(keyRingSource(env));
    const log = createLogger("portal", process.env.LOG_LEVEL ?? "error");
    const database = openDatabase({ url: env.DATABASE_URL, queryDeadlineMs: DEADLINE_MS, log });
    try {
      const actor = { kind: "system", name: "operator" } as const;
      const db = database.scoped(actor);
      const jobs = jobSenderOf(database, log);
      const ctx = { actor, db, jobs, ring, env, log, requestId: newId("request") };
      return await work({ ctx, database, url: env.DATABASE_URL });
    } finally {
      await database.close();
    }
  } finally {
    await close();
  }
}
