// Fifty callers of two processes of the door and one token that is over, while Clio takes longer than
// anybody waits (11 s): exactly one call of Clio's, and whoever could not wait gets the token afterwards.
import { bundle } from "../bundle";
import { startDoor } from "../bench/programs";
import { endTokens, openWorld, seedTokens } from "../bench/world";
import { findFreeBase } from "../ports";
import { startTestPostgres } from "../test-postgres";
import { openClio } from "@/lib/testing/clio";
import { writeFigures } from "../figures";

const LATENCY_MS = 11_000;
const CALLERS = 50;

async function main(): Promise<void> {
  await bundle();
  const server = await startTestPostgres("embedded");
  const clio = await openClio();
  const world = await openWorld(server.url, "door", clio.origins);
  const doors: Awaited<ReturnType<typeof startDoor>>[] = [];
  try {
    const { key, ids } = await seedTokens(world, clio, { known: 1, all: 1 });
    await endTokens(world);
    for (let n = 0; n < 2; n += 1) {
      doors.push(await startDoor(world.env, await findFreeBase([0])));
    }
    await clio.spoil({ path: "/oauth/token", how: { kind: "latency", ms: LATENCY_MS } });
    const ask = async (n: number) => {
      const port = doors[n % 2]?.port;
      const response = await fetch(
        `http://127.0.0.1:${port}/v1/connections/${ids[0]}/access-token`,
        { headers: { authorization: `Bearer ${key}` } },
      );
      return { status: response.status, retryAfter: response.headers.get("retry-after") };
    };
    const answers = await Promise.all(Array.from({ length: CALLERS }, (_, n) => ask(n)));
    const given = answers.filter(({ status }) => status === 200).length;
    const waits = answers.filter((one) => one.status === 503 && one.retryAfter !== null).length;
    const calls = await clio.tokenRequests();
    const later = await ask(1);
    console.log({ callers: CALLERS, given, toldToWait: waits, calls, later: later.status });
    const good = calls === 1 && given + waits === CALLERS && later.status === 200;
    writeFigures("door", {
      good,
      callers: CALLERS,
      given,
      toldToWait: waits,
      providerCalls: calls,
    });
    if (!good) process.exitCode = 1;
  } finally {
    for (const { child } of doors) child.kill("SIGKILL");
    await world.close();
    await clio.close();
    await server.stop();
  }
}

await main();
