// killed at each step of a return from Clio and of a refresh, 30 times each.
import { loadConnection } from "@/lib/connection/queries";
import { writeFigures } from "../figures";
import { startTestPostgres } from "../test-postgres";
import { machine } from "./machine";
import { callbackPoints, openCallbackBench } from "./kill-callback";
import { mayHaveRotated, openKillBench, refreshPoints, type KillBench } from "./kill-refresh";

const FULL_TIMES = 30;
const TIMES = Number(process.env.SOAK_TIMES ?? FULL_TIMES);
/** Of SECURITY.md: sixteen places, thirty times each, are 480. */
const LEAST_RUNS = 475;

type Tally = { runs: number; broken: string[] };

async function repeat(title: string, tally: Tally, run: () => Promise<string[]>): Promise<void> {
  const before = tally.broken.length;
  for (let count = 0; count < TIMES; count += 1) {
    const found = await run().catch((thrown: unknown) => [String(thrown)]);
    tally.runs += 1;
    tally.broken.push(...found.map((line) => `${title}: ${line}`));
  }
  console.log(`  ${title}: ${TIMES} runs, ${tally.broken.length - before} broken`);
}

async function killCallbacks(tally: Tally): Promise<void> {
  const bench = await openCallbackBench();
  try {
    for (const point of Object.keys(callbackPoints)) {
      await repeat(`R-01 ${point}`, tally, () => bench.run(point));
    }
  } finally {
    await bench.close();
  }
}

async function isRenewed(bench: KillBench): Promise<string[]> {
  await bench.until((grant) => grant.refreshOutcome === "refreshed");
  const isGood = await bench.isTokenGood();
  return [...(isGood ? [] : ["the stored token is dead"]), ...(await bench.broken())];
}

async function killRefreshes(tally: Tally): Promise<void> {
  const bench = await openKillBench();
  try {
    for (const [name, point] of Object.entries(refreshPoints)) {
      await repeat(`R-02 ${name}`, tally, async () => {
        await bench.killAt(point);
        return isRenewed(bench);
      });
    }
  } finally {
    await bench.close();
  }
}

/** With a grace window the loss heals; without one it is believed at the second refusal. */
async function killRotating(tally: Tally): Promise<void> {
  const points = Object.entries(refreshPoints).filter(([name]) => mayHaveRotated.has(name));
  const point = () => points[tally.runs % points.length]?.[1] ?? { clio: "after" as const };
  await repeat("R-03 rotating, strict", tally, async () => {
    const bench = await openKillBench({ refresh: "rotating" });
    try {
      await bench.house.control("requests", undefined, "DELETE");
      await bench.killAt(point());
      await bench.until((grant) => grant.refusedAt !== null);
      await bench.refusalAges();
      await bench.until((grant) => grant.endedAt !== null);
      const { status } = await loadConnection(bench.house.system, bench.firm.id);
      const calls = await bench.house.tokenRequests();
      return [
        ...(status === "access_ended" ? [] : [`the connection is ${status}`]),
        ...(calls <= 3 ? [] : [`${calls} calls of the token endpoint`]),
        ...(await bench.broken()),
      ];
    } finally {
      await bench.close();
    }
  });
  const bench = await openKillBench({ refresh: "rotating", graceSeconds: 30 });
  try {
    await repeat("R-03 rotating, 30 s of grace", tally, async () => {
      await bench.killAt(point());
      return isRenewed(bench);
    });
  } finally {
    await bench.close();
  }
}

const server = await startTestPostgres("embedded");
process.env.TEST_DATABASE_URL = server.url;
const tally: Tally = { runs: 0, broken: [] };
try {
  await killCallbacks(tally);
  await killRefreshes(tally);
  await killRotating(tally);
} finally {
  await server.stop();
}
for (const line of tally.broken) console.log(`  ${line}`);
console.log(`  ${tally.runs} processes killed, ${tally.broken.length} broken (${machine()})`);
const good = tally.broken.length === 0 && (TIMES < FULL_TIMES || tally.runs >= LEAST_RUNS);
writeFigures("kill", { good, kills: tally.runs, broken: tally.broken.length });
process.exit(good ? 0 : 1);
