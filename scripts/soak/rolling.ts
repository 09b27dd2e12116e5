// R-05, G14: two web, two worker and two machine processes, each told to stop and started again twenty
// times under fifty requests a second. `npm run soak -- rolling`; `SOAK_TIMES` makes it shorter.
import { build, isBuilt } from "../build";
import { writeFigures } from "../figures";
import { phase } from "../progress";
import { startTestPostgres } from "../test-postgres";
import { machine } from "./machine";
import { isGood, runRolling } from "./run-rolling";

const TIMES = Number(process.env.SOAK_TIMES ?? 20);
const PER_SECOND = 50;

if (!isBuilt()) await phase("Building the pages", build);
const server = await startTestPostgres("embedded");
process.env.TEST_DATABASE_URL = server.url;
const found = await runRolling({ rounds: TIMES, perSecond: PER_SECOND, web: 2 });
await server.stop();
for (const [what, count] of Object.entries(found.failures)) console.log(`  ${count} × ${what}`);
console.log(
  `  ${found.rounds} rounds, ${found.restarts} restarts under ${PER_SECOND} requests a second: ${found.failedRequests} of ${found.requests} requests failed, ${found.retried} sent to another process, ${found.unanswered} without an answer, ${found.lostJobs} jobs lost of ${found.dueRefreshes}, ${found.doubledRefreshes} done twice, ${found.badExits} bad exits, ${found.p50Ms.toFixed(0)} ms at the median, ${found.p99Ms.toFixed(0)} ms at the 99th percentile`,
);
for (const [program, ms] of Object.entries(found.restartMs)) {
  console.log(`  ${program}: ready again ${(ms / 1000).toFixed(1)} s after the signal, at most`);
}
console.log(`  ${machine()}`);
const good = isGood(found);
writeFigures("rolling", { good, perSecond: PER_SECOND, ...found });
process.exit(good ? 0 : 1);
