import { existsSync, readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import type { Context } from "@/lib/context";

const ROUNDS_TO_WARM_UP = 5;
const NS_PER_MS = 1_000_000;

export type Spread = { medianMs: number; p95Ms: number };

export type Task = { ctx: Context; work: (ctx: Context) => Promise<unknown> };

/**
 * How long each task's database works at it, over `rounds` of them in turn after a few to warm up, so that
 * the machine is alike for all: the time of its process on the processor, which a busy machine
 * lengthens least, on Linux; elsewhere, that of waiting for its answers. Their databases have one
 * connection each.
 */
export async function spreadsInTurn(tasks: Task[], rounds: number): Promise<Spread[]> {
  const all = await Promise.all(
    tasks.map(async ({ ctx, work }) => ({
      ...(await timedContext(ctx)),
      work,
      times: [] as number[],
    })),
  );
  for (let round = -ROUNDS_TO_WARM_UP; round < rounds; round += 1) {
    for (const { ctx, now, work, times } of all) {
      const begun = now();
      await work(ctx);
      if (round >= 0) times.push(now() - begun);
    }
  }
  return all.map(({ times }) => {
    times.sort((one, other) => one - other);
    const at = (share: number) => times[Math.min(rounds - 1, Math.floor(rounds * share))] ?? 0;
    return { medianMs: at(0.5), p95Ms: at(0.95) };
  });
}

/** The same context, and the clock of its database's work. */
async function timedContext(ctx: Context): Promise<{ ctx: Context; now: () => number }> {
  const [row] = await ctx.db.query((db) =>
    db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`),
  );
  const waited = waiting(ctx);
  return { ctx: waited.ctx, now: onProcessor(row?.pid ?? 0) ?? waited.now };
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
