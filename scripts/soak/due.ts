// ten thousand connections due at once, a provider that takes 100 ms, 50 in parallel for each
// worker. Each is renewed exactly once; printed are the seconds until all are, and the worker's memory.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { writeFigures } from "../figures";
import { kill, makeDue, openBed, residentMb, seedConnections } from "./bed";
import { machine } from "./machine";

const COUNT = Number(process.env.SOAK_CONNECTIONS ?? 10_000);
const LATENCY_MS = 100;
const MOST_SECONDS = 60;
const MOST_MB = 512;
const LEAST_GAIN = 1.5;

type Round = {
  seconds: number;
  memoryMb: number;
  askedMost: number;
  refreshed: number;
  /** How busy the machine was: near 1 it has no more to give, however many workers there are. */
  busy: number;
};

async function main(): Promise<void> {
  const provider = fork("scripts/soak/provider.mjs", [String(LATENCY_MS)]);
  const [{ port }] = (await once(provider, "message")) as [{ port: number }];
  const origin = `http://127.0.0.1:${port}`;
  const bed = await openBed(origin);
  try {
    await seedConnections(bed.ctx, COUNT);
    const rounds: Round[] = [];
    for (const workers of [1, 2]) {
      await fetch(`${origin}/reset`);
      await makeDue(bed.ctx);
      const started: ChildProcess[] = [];
      const begun = performance.now();
      for (let count = 0; count < workers; count += 1) started.push(await bed.start("worker"));
      const round = await untilDrained(bed.ctx, started, begun, origin);
      rounds.push(round);
      console.log(
        `  ${workers} worker(s): ${COUNT} due renewed in ${round.seconds.toFixed(1)} s, no token used more than ${round.askedMost} time(s), ${round.memoryMb} MB at most, the machine ${Math.round(round.busy * 100)} % busy`,
      );
      for (const child of started) await kill(child, "SIGTERM");
    }
    const [one, two] = rounds;
    if (!one || !two) throw new Error("unreachable: two rounds were run");
    const gain = one.seconds / two.seconds;
    console.log(`  two workers: ${gain.toFixed(2)} times one`);
    console.log(`  ${machine()}`);
    const isGood = rounds.every(
      (round) =>
        round.refreshed === COUNT &&
        round.askedMost === 1 &&
        round.seconds <= MOST_SECONDS &&
        round.memoryMb < MOST_MB,
    );
    const good = isGood && gain >= LEAST_GAIN;
    writeFigures("due", { good, connections: COUNT, rounds, gainOfTwoWorkers: gain });
    if (!good) process.exitCode = 1;
  } finally {
    await bed.close();
    await kill(provider, "SIGKILL");
  }
}

async function untilDrained(
  ctx: Context,
  workers: ChildProcess[],
  begun: number,
  origin: string,
): Promise<Round> {
  let memoryMb = 0;
  const before = cpuTimes();
  for (;;) {
    await sleep(200);
    memoryMb = Math.max(memoryMb, ...workers.map(residentMb));
    const [row] = await ctx.db.query((db) =>
      db.execute<{ n: number }>(
        sql`select count(*)::int as n from grants where refresh_outcome = 'refreshed'`,
      ),
    );
    const seconds = (performance.now() - begun) / 1000;
    const refreshed = row?.n ?? 0;
    if (refreshed < COUNT && seconds < 5 * MOST_SECONDS) continue;
    const counts = (await (await fetch(`${origin}/counts`)).json()) as { most: number };
    const after = cpuTimes();
    const busy = (after.busy - before.busy) / (after.all - before.all);
    return { seconds, memoryMb, askedMost: counts.most, refreshed, busy };
  }
}

function cpuTimes(): { busy: number; all: number } {
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const spent = Object.values(times).reduce((sum, one) => sum + one, 0);
    all += spent;
    busy += spent - times.idle;
  }
  return { busy, all };
}

await main();
