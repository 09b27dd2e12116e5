import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { accessTokenFor } from "@/lib/connection/access-token-for";
import { openRefreshToken } from "@/lib/connection/tokens-at-rest";
import { testContext } from "@/lib/context.testing";
import { loadKeyRing } from "@/lib/crypto/key-ring";
import { openDatabase } from "@/lib/db/client";
import { connectedFirms, grantsOf, makeDue } from "@/lib/testing/connected-firms";
import { openHouse } from "@/lib/testing/house";
import { writeFigures } from "../figures";
import { startTestPostgres } from "../test-postgres";

// R-06 at length: several processes renew one grant of a provider that rotates and ends the whole
// family of tokens when an old one comes back. `node scripts/run.mjs soak/refreshers [rounds] [processes]`

const ROUNDS = Number(process.argv[2] ?? 1000);
const PROCESSES = Number(process.argv[3] ?? 4);
const CALLS_EACH = 4;
const JITTER_MS = 20;

type Task = { round: number; grantId: string };
type Done = { round: number; tokens: string[]; failed: number };
type Setting = { url: string; origins: Record<string, string>; keys: string };

/** Asks for the token several times at once in each round that it is told of. */
async function refresher(setting: Setting): Promise<void> {
  const db = openDatabase({ url: setting.url, maxConnections: 8 });
  const ctx = {
    ...testContext(db, undefined, setting.origins),
    ring: loadKeyRing(setting.keys),
  };
  const ask = async (grantId: string) => {
    await sleep(Math.random() * JITTER_MS);
    return (await accessTokenFor(ctx, grantId)).reveal();
  };
  const play = async ({ round, grantId }: Task) => {
    const calls = Array.from({ length: CALLS_EACH }, () => ask(grantId));
    const answers = await Promise.allSettled(calls);
    const tokens = answers.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    process.send?.({ round, tokens, failed: answers.length - tokens.length } satisfies Done);
  };
  process.on("message", (task: Task) => void play(task));
  process.on("disconnect", () => process.exit(0));
  process.send?.("ready");
}

async function conduct(): Promise<void> {
  const server = await startTestPostgres("embedded");
  process.env.TEST_DATABASE_URL = server.url;
  const house = await openHouse();
  const children: ChildProcess[] = [];
  try {
    await house.control("scenario", { refresh: "rotating" }, "PUT");
    const { firms } = await connectedFirms(house, { count: 1 });
    const grantId = firms[0]?.grantId ?? "";
    const keys = house.system.env.PORTAL_KEYS?.reveal() ?? "";
    const setting: Setting = { url: house.url, origins: house.origins, keys };
    for (let one = 0; one < PROCESSES; one += 1) {
      const child = fork(fileURLToPath(import.meta.url), [], {
        env: { ...process.env, SOAK_REFRESHER: JSON.stringify(setting) },
        execArgv: process.execArgv,
      });
      await once(child, "message");
      children.push(child);
    }
    const figures = { requests: 0, several: 0, failed: 0, ended: 0 };
    const begun = performance.now();
    for (let round = 1; round <= ROUNDS; round += 1) {
      await house.control("requests", undefined, "DELETE");
      await makeDue(house, firms);
      const answers = children.map(async (child) => {
        const answer = once(child, "message") as Promise<[Done]>;
        child.send({ round, grantId } satisfies Task);
        return (await answer)[0];
      });
      const done = await Promise.all(answers);
      const requests = await house.tokenRequests();
      const tokens = new Set(done.flatMap((one) => one.tokens));
      figures.requests += requests;
      if (requests !== 1 || tokens.size !== 1) figures.several += 1;
      figures.failed += done.reduce((sum, one) => sum + one.failed, 0);
    }
    const [grant] = await grantsOf(house, firms);
    type Living = { grants: { refresh: string }[] };
    const { grants } = await house.control<Living>("state");
    const stored = grant ? openRefreshToken(house.system, grant).reveal() : "";
    figures.ended = grants.some(({ refresh }) => refresh === stored) ? 0 : 1;
    const seconds = (performance.now() - begun) / 1000;
    console.log(
      `${ROUNDS} rounds of ${PROCESSES} processes with ${CALLS_EACH} calls each: ${figures.requests} refreshes, ${figures.several} rounds with more than one, ${figures.failed} calls without a token, ${figures.ended} families ended, ${seconds.toFixed(1)} s`,
    );
    const isGood =
      figures.requests === ROUNDS && figures.several + figures.failed + figures.ended === 0;
    writeFigures("refreshers", {
      good: isGood,
      rounds: ROUNDS,
      processes: PROCESSES,
      seconds,
      ...figures,
    });
    process.exitCode = isGood ? 0 : 1;
  } finally {
    for (const child of children) child.disconnect();
    await house.close();
    await server.stop();
  }
}

const setting = process.env.SOAK_REFRESHER;
await (setting ? refresher(JSON.parse(setting) as Setting) : conduct());
