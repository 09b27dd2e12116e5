// R-26 in full: a backup of 10,000 connections is restored and every secret of it opened.
// `npm run soak -- restore-backup`.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkKeys } from "@/lib/db/check-keys";
import { findPgTool } from "@/lib/db/pg-tools";
import { verifyBackup } from "@/lib/operator/verify-backup";
import { openHouse } from "@/lib/testing/house";
import { addConnections } from "@/lib/testing/many-connections";
import { writeFigures } from "../figures";
import { startTestPostgres } from "../test-postgres";
import { machine, secondsSince } from "./machine";

const COUNT = Number(process.env.SOAK_CONNECTIONS ?? 10_000);

// pg_dump of the machine may be older than the embedded server, which it then refuses.
const postgres = await startTestPostgres("debian");
process.env.TEST_DATABASE_URL = postgres.url;
const folder = mkdtempSync(join(tmpdir(), "anteroom-soak-"));
const file = join(folder, "house.dump");
const house = await openHouse();
await checkKeys(house.database, house.system.ring);
await addConnections(house.system, await house.integration(), COUNT);
console.log(`${COUNT} connections; ${machine()}`);
const tool = await findPgTool("pg_dump");
let begun = performance.now();
execFileSync(tool?.path ?? "pg_dump", ["--format=custom", `--file=${file}`, house.url]);
console.log(`dumped in ${secondsSince(begun)}, ${Math.round(statSync(file).size / 1024)} kB`);
begun = performance.now();
const env = { ...house.system.env, DATABASE_URL: postgres.url };
const { findings, counts } = await verifyBackup({ ...house.system, env }, file);
const seconds = (performance.now() - begun) / 1000;
console.log(`restored and looked at in ${secondsSince(begun)}`);
for (const { verdict, what } of findings) console.log(`${verdict}: ${what}`);
console.log(counts);
await house.close();
await postgres.stop();
rmSync(folder, { recursive: true });
const good = findings.every(({ verdict }) => verdict === "ok");
writeFigures("restore-backup", { good, connections: COUNT, seconds, counts });
process.exit(good ? 0 : 1);
