// SE-05 in full: keys are rotated under 10,000 connections while 50 requests a second read and renew
// tokens, and the rotator is killed five times. `npm run soak -- rotate-keys`.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { inArray } from "drizzle-orm";
import { refreshConnection } from "@/lib/connection/refresh-connection";
import { openAccessToken, openRefreshToken } from "@/lib/connection/tokens-at-rest";
import type { Context } from "@/lib/context";
import { loadKeyRing } from "@/lib/crypto/key-ring";
import { checkKeys } from "@/lib/db/check-keys";
import { grants } from "@/lib/db/schema";
import { countSealed, sumOf } from "@/lib/operator/count-sealed";
import { openHouse } from "@/lib/testing/house";
import { addConnections, startTokenServer } from "@/lib/testing/many-connections";
import { writeFigures } from "../figures";
import { startTestPostgres } from "../test-postgres";
import { machine, secondsSince } from "./machine";

const COUNT = Number(process.env.SOAK_CONNECTIONS ?? 10_000);
const PER_SECOND = 50;
const KILLS = 5;

const postgres = await startTestPostgres("embedded");
process.env.TEST_DATABASE_URL = postgres.url;
const house = await openHouse();
const server = await startTokenServer();
const old = house.system.env.PORTAL_KEYS?.reveal() ?? "";
const next = `next:${randomBytes(32).toString("base64")}`;
await checkKeys(house.database, loadKeyRing(old));
let begun = performance.now();
const ids = await addConnections(house.system, await house.integration(), COUNT);
console.log(`${COUNT} connections written in ${secondsSince(begun)}; ${machine()}`);
await checkKeys(house.database, loadKeyRing(`${next},${old}`));

const env = { ...house.system.env };
env.clioOrigins = { ...env.clioOrigins, us: server.origin };
// One portal still encrypts with the old key, the other with the new one.
const portals = [`${old},${next}`, `${next},${old}`].map((ring): Context => ({
  ...house.system,
  env,
  ring: loadKeyRing(ring),
}));
const rowsOf = (some: string[]) =>
  house.system.db.query((db) => db.select().from(grants).where(inArray(grants.id, some)));
const figures = { reads: 0, failedReads: 0, refreshes: 0, failedRefreshes: 0 };

async function request(turn: number): Promise<void> {
  const portal = portals[turn % 2] ?? house.system;
  const id = ids[(turn * 7919) % COUNT] ?? "";
  try {
    if (turn % 5 === 0) {
      const { kind } = await refreshConnection(portal, { grantId: id, force: true });
      if (kind === "refreshed") figures.refreshes += 1;
      else if (kind === "failed" || kind === "overtaken") figures.failedRefreshes += 1;
    }
    const [row] = await rowsOf([id]);
    if (row) openAccessToken(portal, row);
    figures.reads += 1;
  } catch {
    figures.failedReads += 1;
  }
}
let turn = 0;
const running = new Set<Promise<void>>();
const load = setInterval(() => {
  const one: Promise<void> = request((turn += 1)).finally(() => running.delete(one));
  running.add(one);
}, 1000 / PER_SECOND);

/** The operator's command in a process of its own; killed at a page when `pages` says which. */
function rotate(pages: number): Promise<void> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "scripts/portal.ts", "keys", "rotate"],
    {
      env: {
        ...process.env,
        DATABASE_URL: house.url,
        PORTAL_KEYS: `${next},${old}`,
        NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
        SMTP_URL: "smtp://127.0.0.1:9",
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let seen = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    seen += chunk.toString().split("looked at").length - 1;
    if (seen >= pages) child.kill("SIGKILL");
  });
  return new Promise((resolve) => child.once("close", () => resolve()));
}

begun = performance.now();
for (let kill = 1; kill <= KILLS; kill += 1) await rotate(10 * kill);
await rotate(Infinity);
const seconds = (performance.now() - begun) / 1000;
const beside = secondsSince(begun);
clearInterval(load);
await Promise.all(running);
await rotate(Infinity);

const counts = await house.system.db.query(countSealed);
let lost = 0;
const alone: Context = { ...house.system, ring: loadKeyRing(next) };
for (let first = 0; first < COUNT; first += 500) {
  const some = ids.slice(first, first + 500);
  const rows = new Map((await rowsOf(some)).map((row) => [row.id, row]));
  for (const [index, id] of some.entries()) {
    const row = rows.get(id);
    const isThere = row && openRefreshToken(alone, row).reveal() === server.newest(first + index);
    if (!isThere) lost += 1;
  }
}
const left = sumOf(counts.get(old.split(":")[0] ?? ""));
console.log(`rotated beside the load, killed ${KILLS} times, in ${beside}`);
console.log({ ...figures, lostTokens: lost, leftUnderTheOldKey: left });
await server.stop();
await house.close();
await postgres.stop();
const good = figures.failedReads + figures.failedRefreshes + lost + left === 0;
writeFigures("rotate-keys", {
  good,
  connections: COUNT,
  kills: KILLS,
  seconds,
  ...figures,
  lost,
  left,
});
process.exit(good ? 0 : 1);
