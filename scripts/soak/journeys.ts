// The journeys of firms in a real browser, each from its invitation to a proven connection, through a balancer
// in front of two of each program, while these are stopped, killed and started again, one after the other.
// `npm run soak -- journeys`.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build, isBuilt } from "../build";
import { provideChromium } from "../chromium";
import { writeFigures } from "../figures";
import { phase } from "../progress";
import { runCommand } from "../run-command";
import { seedDemo } from "../seed-demo";
import { startTestPostgres } from "../test-postgres";
import { openFleet, type Fleet } from "./fleet";
import { machine } from "./machine";

/** From the invitation to a proven connection, by each route, with keys that change and hands that help. */
const SPECS = ["journey", "routes", "keys", "colleagues", "reauthorization"];

/** Restarts one process after the other until it is told to end. Web servers are never cut in the middle. */
function disturb(fleet: Fleet) {
  const counts = { stopped: 0, killed: 0, badExits: 0 };
  const ending = new AbortController();
  const run = async () => {
    for (let turn = 0; !ending.signal.aborted; turn += 1) {
      const member = fleet.members[turn % fleet.members.length];
      if (!member) return;
      // What a page goes on with after its answer would be lost with -9, and is done a minute later.
      const signal = member.program === "web" || turn % 4 < 2 ? "SIGTERM" : "SIGKILL";
      const code = await fleet.restart(member, signal);
      counts[signal === "SIGTERM" ? "stopped" : "killed"] += 1;
      if (signal === "SIGTERM" && code !== 0) counts.badExits += 1;
    }
  };
  const running = run();
  return async () => {
    ending.abort();
    await running;
    return counts;
  };
}

/** Ids of requests that stand in the log of a web server and in that of a worker. */
function sharedIds(folder: string): number {
  const idsOf = (program: string) => {
    const files = readdirSync(folder).filter((name) => name.startsWith(program));
    const text = files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
    return new Set([...text.matchAll(/"requestId":"(req_\w+)"/g)].map(([, id]) => id));
  };
  const ofWorkers = idsOf("worker");
  return [...idsOf("web")].filter((id) => ofWorkers.has(id)).length;
}

if (!isBuilt()) await phase("Building the pages", build);
await provideChromium();
const server = await startTestPostgres("embedded");
process.env.TEST_DATABASE_URL = server.url;
const fleet = await openFleet({ web: 2, worker: 2, machine: 2 });
const { controlOrigin } = fleet.house.sandbox;
Object.assign(process.env, fleet.env, { SANDBOX_PORT: new URL(controlOrigin).port });
await phase("Filling in sample firms", seedDemo);
const stop = disturb(fleet);
const begun = performance.now();
const { ok, output } = await runCommand(
  "node_modules/.bin/playwright",
  ["test", "--project=e2e", "--reporter=line", ...SPECS.map((name) => `e2e/${name}.spec.ts`)],
  {
    env: {
      ...process.env,
      E2E_PORTAL_URL: fleet.web.origin,
      E2E_SANDBOX_URL: controlOrigin,
      E2E_LOOKS: "none",
      E2E_OUTPUT: "test-results/soak-journeys",
    },
  },
);
const seconds = (performance.now() - begun) / 1000;
const counts = await stop();
const ids = sharedIds(fleet.folder);
const { retried, failed } = fleet.web.figures;
await fleet.close();
await server.stop();
if (!ok) console.log(output);
const passed = Number(/(\d+) passed/.exec(output)?.[1] ?? 0);
console.log(
  `  ${passed} journeys passed in ${seconds.toFixed(0)} s, while processes were stopped ${counts.stopped} and killed ${counts.killed} times: ${failed} requests failed at the balancer, ${retried} sent to another process, ${counts.badExits} bad exits, ${ids} requests found again in a worker's log`,
);
console.log(`  ${machine()}`);
const good = ok && passed > 0 && failed + counts.badExits === 0 && ids > 0;
writeFigures("journeys", { good, passed, seconds, ...counts, failed, retried, sharedIds: ids });
process.exit(good ? 0 : 1);
