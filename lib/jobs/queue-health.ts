import { sql } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";

export type QueueHealth = {
  /** Workers (nothing else registers itself) that gave a sign of life in the last half minute. */
  workers: number;
  /** Jobs that could run now, and for how long the oldest of them has waited. */
  waiting: number;
  oldestSeconds: number;
};

/** A worker that missed three signs of life is taken for gone. */
const QUIET_SECONDS = 30;
/** A job that could run waits so long only when workers cannot keep up, or there is none. */
const LATE_SECONDS = 120;

/** How the job queue does, in one statement on pg-boss's own tables (`JOBS_SCHEMA`). Throws when its tables are not there. */
export async function queueHealth(db: Queryable): Promise<QueueHealth> {
  const [row] = await db.execute<{ workers: number; waiting: number; oldest: number }>(sql`
    select
      (select count(*)::int from pgboss.instance
        where stopped_on is null and heartbeat_on > now() - make_interval(secs => ${QUIET_SECONDS})) as workers,
      count(*)::int as waiting,
      coalesce(extract(epoch from now() - min(start_after)), 0)::int as oldest
    from pgboss.job
    where state < 'active' and not blocked and start_after <= now()`);
  if (!row) throw new Error("unreachable: a count has a row");
  return { workers: row.workers, waiting: row.waiting, oldestSeconds: row.oldest };
}

/** What is wrong with the queue, in a word for operators; null when nothing is. */
export function queueTrouble(health: QueueHealth): "no_worker" | "late" | null {
  if (health.workers === 0) return "no_worker";
  return health.oldestSeconds > LATE_SECONDS ? "late" : null;
}
