// G7: a worker killed while Clio has its requests; how long until another one has done what it held.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { writeFigures } from "../figures";
import { type Bed, kill, makeDue, openBed, seedConnections } from "./bed";
import { machine } from "./machine";

const TIMES = Number(process.env.SOAK_TIMES ?? 5);
const MOST_SECONDS = 90;
const CONNECTIONS = 40;
/** Long enough to be killed in. */
const LATENCY_MS = 3000;

const LEASED = sql`select count(*)::int as n from grants where lease_until > now()`;
const RENEWED = sql`select count(*)::int as n from grants where refresh_outcome = 'refreshed'`;

async function count(bed: Bed, query: typeof LEASED): Promise<number> {
  const [row] = await bed.ctx.db.query((db) => db.execute<{ n: number }>(query));
  return row?.n ?? 0;
}

async function until(isSo: () => Promise<boolean>, mostSeconds: number): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const seconds = (performance.now() - begun) / 1000;
    if ((await isSo()) || seconds > mostSeconds) return seconds;
    await sleep(200);
  }
}

async function crash(bed: Bed): Promise<{ held: number; seconds: number }> {
  await makeDue(bed.ctx);
  const dying: ChildProcess = await bed.start("worker");
  await until(async () => (await count(bed, LEASED)) > 0, MOST_SECONDS);
  await kill(dying, "SIGKILL");
  const held = await count(bed, LEASED);
  const begun = performance.now();
  const other = await bed.start("worker");
  await until(async () => (await count(bed, RENEWED)) === CONNECTIONS, 3 * MOST_SECONDS);
  const seconds = (performance.now() - begun) / 1000;
  await kill(other, "SIGTERM");
  return { held, seconds };
}

async function main(): Promise<void> {
  const provider = fork("scripts/soak/provider.mjs", [String(LATENCY_MS)]);
  const [{ port }] = (await once(provider, "message")) as [{ port: number }];
  const bed = await openBed(`http://127.0.0.1:${port}`);
  try {
    await seedConnections(bed.ctx, CONNECTIONS);
    let slowestSeconds = 0;
    let least = CONNECTIONS;
    for (let time = 1; time <= TIMES; time += 1) {
      const { held, seconds } = await crash(bed);
      slowestSeconds = Math.max(slowestSeconds, seconds);
      least = Math.min(least, held);
      console.log(`  killed with ${held} jobs at work: all done after ${seconds.toFixed(1)} s`);
    }
    console.log(`  ${machine()}`);
    const good = slowestSeconds <= MOST_SECONDS && least > 0;
    writeFigures("resume", { good, crashes: TIMES, leastHeld: least, slowestSeconds });
    process.exitCode = good ? 0 : 1;
  } finally {
    await bed.close();
    await kill(provider, "SIGKILL");
  }
}

await main();
