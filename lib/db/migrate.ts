import { join } from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { installQueues } from "@/lib/jobs/install-queues";
import { isLockTimeout } from "./database-errors";
import { grantPrivileges } from "./privileges";
import { ensureRoles } from "./roles";

/** Any number; the same for everybody who migrates. */
const LOCK = 4_711_001;
const LOCK_TIMEOUT = "2s";
const MAX_TRIES = 10;

/**
 * Brings roles, tables, job queues and privileges up to date. Two processes may do it at once: one waits for the other. A lock that
 * a running portal holds is waited for shortly and tried again, so that nobody queues behind it.
 */
export async function migrateDatabase(
  url: string,
  folder = join(process.cwd(), "drizzle"),
): Promise<void> {
  const sql = postgres(url, { max: 1, fetch_types: false, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(${LOCK})`;
    await ensureRoles(sql);
    await sql.unsafe(`set lock_timeout = '${LOCK_TIMEOUT}'`);
    for (let tries = 1; ; tries += 1) {
      try {
        await migrate(drizzle(sql), { migrationsFolder: folder });
        break;
      } catch (thrown) {
        if (tries >= MAX_TRIES || !isLockTimeout(thrown)) throw thrown;
        await sleep(200 * tries);
      }
    }
    await installQueues(url);
    await grantPrivileges(sql);
  } finally {
    // Ends the session, and with it the lock.
    await sql.end({ timeout: 5 });
  }
}
