import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { digest } from "@/lib/crypto/hash";
import { loadKeyRing, requireRightKeys, type KeyRing } from "@/lib/crypto/key-ring";
import { open } from "@/lib/crypto/open";
import { seal } from "@/lib/crypto/seal";
import { createLogger } from "@/lib/logger";
import { checkKeys, watchKeys } from "./check-keys";
import { openDatabase } from "./client";
import { createTestDatabase, type TestDatabase } from "./testing";

const key = () => randomBytes(32).toString("base64");
const [first, second, foreign] = [key(), key(), key()];
const owner = { table: "t", column: "c", rowId: "r", firmId: null, purpose: "test" };
let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

async function troubleOf(text: string): Promise<string | null> {
  const ring = loadKeyRing(text);
  await checkKeys(test.db, ring);
  return ring.trouble;
}

it("SE-07 tells a missing key and another key of the same name from the right ring, each time", async () => {
  expect(await troubleOf(`k1:${first}`)).toBeNull();
  expect(await troubleOf(`k1:${foreign}`)).toMatch(/^key k1 is not the key of that name/);
  expect(await troubleOf(`other:${foreign}`)).toMatch(/has no key k1/);
  expect(await troubleOf(`k1:${first}`)).toBeNull();
  expect(await troubleOf(`k2:${second},k1:${first}`)).toBeNull();
  expect(await troubleOf(`k1:${first}`)).toMatch(/has no key k2/);
  expect(await troubleOf(`k1:${first},k2:${second}`)).toBeNull();
});

it("SE-07 lets one of two processes in that start at once with different keys", async () => {
  const empty = await createTestDatabase();
  const rings = [loadKeyRing(`k1:${first}`), loadKeyRing(`k1:${foreign}`)];
  await Promise.all(rings.map((ring) => checkKeys(empty.db, ring)));
  expect(rings.filter(({ trouble }) => trouble === null)).toHaveLength(1);
  await empty.close();
});

it("SE-07 uses no key in trouble, and heals when the database knows the ring again", async () => {
  const ring: KeyRing = loadKeyRing(`k1:${foreign},k2:${second}`);
  await checkKeys(test.db, ring);
  const sealed = seal(loadKeyRing(`k1:${first}`), owner, "text");
  const refused = expect.objectContaining({ code: "keys_unavailable", retryAfterSeconds: 60 });
  for (const use of [
    () => seal(ring, owner, "text"),
    () => open(ring, owner, sealed),
    () => digest(ring, "label", "value"),
    () => requireRightKeys(ring),
  ]) {
    expect(use).toThrow(refused);
  }
});

it("SE-07 uses no key before the first comparison, and goes on by itself once there was one", async () => {
  const ring = loadKeyRing(`k1:${first},k2:${second}`);
  const nowhere = openDatabase({ url: "postgres://nobody@127.0.0.1:9/none", queryDeadlineMs: 200 });
  const stop = await watchKeys(nowhere, ring, createLogger("test", "silent"));
  stop();
  expect(() => requireRightKeys(ring)).toThrow(/not compared/);
  await nowhere.close();
  (await watchKeys(test.db, ring, createLogger("test", "silent")))();
  expect(ring.trouble).toBeNull();
});
