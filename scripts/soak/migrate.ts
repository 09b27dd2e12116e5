// an older portal's database with 100,000 firms is brought up to date under fifty requests a second,
// while somebody's transactions stand in the way; and an upgrade is killed at each of its steps.
import { writeFigures } from "../figures";
import { startTestPostgres } from "../test-postgres";
import { machine } from "./machine";
import { killMigration, killPoints, migrateUnderTraffic } from "./run-migrations";

const FIRMS = Number(process.env.SOAK_CONNECTIONS ?? 100_000);
const TIMES = Number(process.env.SOAK_TIMES ?? 3);
const PER_SECOND = 50;
const MOST_P99_MS = 1000;

const server = await startTestPostgres("embedded");
const free = await migrateUnderTraffic(server.url, {
  firms: FIRMS,
  perSecond: PER_SECOND,
  isHeld: false,
});
const held = await migrateUnderTraffic(server.url, {
  firms: FIRMS,
  perSecond: PER_SECOND,
  isHeld: true,
});
const broken: string[] = [];
let kills = 0;
for (const statement of killPoints) {
  for (let time = 0; time < TIMES; time += 1) {
    kills += 1;
    broken.push(...(await killMigration(server.url, statement)));
  }
}
await server.stop();
for (const line of [...free.failed, ...held.failed, ...broken]) console.log(`  ${line}`);
const said = { "nobody in the way": free, "somebody in the way": held };
for (const [name, one] of Object.entries(said)) {
  console.log(
    `  ${one.migrations} migrations over ${FIRMS} firms, ${name}: ${one.failed.length} of ${one.statements} failed, ${one.p99Ms.toFixed(0)} ms at the 99th percentile, ${one.mostMs.toFixed(0)} ms at most`,
  );
}
console.log(
  `  killed ${kills} times at ${killPoints.length} places, ${broken.length} things missing`,
);
console.log(`  ${machine()}`);
const good =
  free.failed.length + held.failed.length + broken.length === 0 && free.p99Ms <= MOST_P99_MS;
writeFigures("migrate", {
  good,
  firms: FIRMS,
  migrations: free.migrations,
  failed: free.failed.length + held.failed.length,
  p99Ms: free.p99Ms,
  mostMs: free.mostMs,
  heldP99Ms: held.p99Ms,
  heldMostMs: held.mostMs,
  kills,
  broken: broken.length,
});
process.exit(good ? 0 : 1);
