import { existsSync, readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import type { Context } from "@/lib/context";

const ROUNDS_TO_WARM_UP = 5;
const NS_PER_MS = 1_000_000;

export type Spread = { medianMs: number; p95Ms: number };

/**
 * How long the database works at `work`, over `rounds` of it after a few to warm up: the time of its
 * process on the processor, which a busy machine does not lengthen, on Linux; elsewhere, that of waiting
 * for its answers. For a context whose database has one connection.
 */
export async function spreadOf(
  ctx: Context,
  rounds: number,
  work: (ctx: Context) => Promise<unknown>,
): Promise<Spread> {
  const [row] = await ctx.db.query((db) =>
    db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`),
  );
  const waited = waiting(ctx);
  const now = onProcessor(row?.pid ?? 0) ?? waited.now;
  for (let round = 0; round < ROUNDS_TO_WARM_UP; round += 1) await work(waited.ctx);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begun = now();
    await work(waited.ctx);
    times.push(now() - begun);
  }
  times.sort((one, other) => one - other);
  const at = (share: number) => times[Math.min(rounds - 1, Math.floor(rounds * share))] ?? 0;
  return { medianMs: at(0.5), p95Ms: at(0.95) };
}

/** Milliseconds that a process has been on the processor; null where the system does not tell. */
function onProcessor(pid: number): (() => number) | null {
  const file = `/proc/${pid}/schedstat`;
  if (!existsSync(file)) return null;
  return () => Number(readFileSync(file, "utf8").split(" ")[0]) / NS_PER_MS;
}

/** The same context, with the time that was spent waiting for its database. */
function waiting(ctx: Context): { ctx: Context; now: () => number } {
  let spentMs = 0;
  const measure = async <T>(work: () => Promise<T>): Promise<T> => {
    const begun = performance.now();
    try {
      return await work();
    } finally {
      spentMs += performance.now() - begun;
    }
  };
  const { db } = ctx;
  return {
    ctx: {
      ...ctx,
      db: {
        scope: db.scope,
        query: (run) => measure(() => db.query(run)),
        transaction: (run) => measure(() => db.transaction(run)),
      },
    },
    now: () => spentMs,
  };
}
