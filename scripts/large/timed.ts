import type { Context } from "@/lib/context";

export type Timed = { ctx: Context; take: () => number };

/** The same context, with the time that is spent waiting for its database; `take` gives it and begins anew. */
export function timed(ctx: Context): Timed {
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
        query: (work) => measure(() => db.query(work)),
        transaction: (work) => measure(() => db.transaction(work)),
      },
    },
    take() {
      const taken = spentMs;
      spentMs = 0;
      return taken;
    },
  };
}

export type Spread = { medianMs: number; p95Ms: number };

/** How long `work` waits for its database, over `rounds` of it after a few to warm up. */
export async function spreadOf(
  timedCtx: Timed,
  rounds: number,
  work: (ctx: Context) => Promise<unknown>,
): Promise<Spread> {
  for (let round = 0; round < 5; round += 1) await work(timedCtx.ctx);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    timedCtx.take();
    await work(timedCtx.ctx);
    times.push(timedCtx.take());
  }
  times.sort((one, other) => one - other);
  const at = (share: number) => times[Math.min(rounds - 1, Math.floor(rounds * share))] ?? 0;
  return { medianMs: at(0.5), p95Ms: at(0.95) };
}
