// two hours of faults from outside, one after the other, the same for the same seed.
import { writeFigures } from "../figures";
import { startTestPostgres } from "../test-postgres";
import { machine } from "./machine";
import { runChaos } from "./run-chaos";

const MINUTES = Number(process.env.SOAK_MINUTES ?? 120);
const SEED = Number(process.env.SOAK_SEED ?? 4711);
const MOST_SLOPE_MB = 1;

const server = await startTestPostgres("embedded");
process.env.TEST_DATABASE_URL = server.url;
const found = await runChaos({ seed: SEED, firms: 20, forMs: MINUTES * 60_000, checkMs: 10_000 });
await server.stop();
for (const line of found.broken) console.log(`  ${line}`);
console.log(
  `  ${MINUTES} min, seed ${SEED}: ${found.faults} faults, ${found.checks} looks at the invariants, ${found.broken.length} broken, worker ${found.slopeMb.toFixed(1)} MB more in ten minutes`,
);
console.log(`  ${machine()}`);
const isLong = MINUTES >= 60;
const good = found.broken.length === 0 && (!isLong || found.slopeMb <= MOST_SLOPE_MB);
writeFigures("chaos", {
  good,
  minutes: MINUTES,
  seed: SEED,
  ...found,
  broken: found.broken.length,
});
process.exit(good ? 0 : 1);
