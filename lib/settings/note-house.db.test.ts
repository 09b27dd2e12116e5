import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Context } from "@/lib/context";
import { testContext } from "@/lib/context.testing";
import { loadKeyRing } from "@/lib/crypto/key-ring";
import { watchKeys } from "@/lib/db/check-keys";
import { createTestDatabase, type TestDatabase } from "@/lib/db/testing";
import { recordEvent } from "@/lib/events/record-event";
import { createLogger } from "@/lib/logger";
import { noteHouse } from "./note-house";
import { loadQuarantine, release } from "./quarantine";
import type { HouseSeen } from "./rules";

const folder = mkdtempSync(join(tmpdir(), "anteroom-state-"));
const file = join(folder, "deeper", "state.json");
let test: TestDatabase;
let ctx: Context;

beforeAll(async () => {
  test = await createTestDatabase();
  ctx = testContext(test.db, undefined, { PORTAL_STATE_FILE: file });
});
beforeEach(async () => {
  await release(ctx);
  rmSync(join(folder, "deeper"), { recursive: true, force: true });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await test.close();
});

const seen = () => JSON.parse(readFileSync(file, "utf8")) as HouseSeen;
const hoursAfter = (instant: string, hours: number) =>
  new Date(Date.parse(instant) + hours * 3_600_000).toISOString();
const happen = () =>
  ctx.db.transaction((tx) =>
    recordEvent(tx, ctx, { kind: "settings.changed", firmId: null, data: {} }),
  );

it("notes nothing of an empty house, and afterwards what it has seen", async () => {
  await noteHouse(ctx);
  expect(() => seen()).toThrow(/ENOENT/);
  await happen();
  await noteHouse(ctx);
  expect(Date.parse(seen().seenAt)).toBeGreaterThanOrEqual(Date.parse(seen().newestAt));
  expect(await loadQuarantine(ctx)).toBeNull();
});

it("R-27 puts a database that lacks what was seen, by more than twelve hours, into quarantine by itself", async () => {
  await happen();
  await noteHouse(ctx);
  const now = seen();
  const write = (more: Partial<HouseSeen>) => {
    writeFileSync(file, JSON.stringify({ ...now, ...more }));
    return noteHouse(ctx);
  };
  const later = (newest: number, looked: number) => ({
    newestAt: hoursAfter(now.newestAt, newest),
    seenAt: hoursAfter(now.newestAt, looked),
  });
  // Quiet for days; behind by a stand-by's delay; another house; a file that is spoilt.
  await write(later(0, 72));
  await write(later(0.2, 11));
  await write({ ...later(24, 24), house: "evt_other" });
  writeFileSync(file, "{ spoilt");
  await noteHouse(ctx);
  expect(await loadQuarantine(ctx)).toBeNull();

  await write(later(24, 25));
  expect(await loadQuarantine(ctx)).toMatch(/^the database ends at .* and had reached /);
  // Released by somebody who has looked, it does not fall back.
  await release(ctx);
  await noteHouse(ctx);
  expect(await loadQuarantine(ctx)).toBeNull();
});

it("R-27 uses no key before the database was looked at", async () => {
  const ring = loadKeyRing(`k1:${randomBytes(32).toString("base64")}`);
  const log = createLogger("test", "silent");
  const away = async () => {
    await ctx.db.query((db) => db.execute(sql`select 1 / 0`));
  };
  (await watchKeys(test.db, ring, log, away))();
  expect(ring.trouble).toMatch(/not compared/);
  (await watchKeys(test.db, ring, log, () => noteHouse(ctx)))();
  expect(ring.trouble).toBeNull();
});
