import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { Secret } from "@/lib/logger";
import { keyRingSource, readKeyRing, type KeyRingSource } from "./key-ring-source";

const key = () => randomBytes(32).toString("base64");
const [first, second] = [key(), key()];
const folder = mkdtempSync(join(tmpdir(), "anteroom-keys-"));
const file = join(folder, "keys");
afterAll(() => rmSync(folder, { recursive: true }));

const source = (read: KeyRingSource["read"]): KeyRingSource => ({ name: "the key service", read });
const messageOf = (work: Promise<unknown>) =>
  work.then(
    () => "no error",
    (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
  );
const ofFile = (path: string) => readKeyRing(keyRingSource({ PORTAL_KEYS_FILE: path }));

it("SE-09 reads the same ring from the environment and from a file, keys on lines or in one", async () => {
  const text = `k2:${second},k1:${first}`;
  const ring = await readKeyRing(keyRingSource({ PORTAL_KEYS: new Secret(text) }));
  for (const content of [text, `k2:${second}\nk1:${first}\n`, `k2:${second},\r\nk1:${first}\r\n`]) {
    writeFileSync(file, content);
    const other = await ofFile(file);
    expect([...other.byId.keys()]).toEqual(["k2", "k1"]);
    expect(other.current.checkValue).toBe(ring.current.checkValue);
  }
});

it("SE-09 waits for a slow source, and not for one that hangs", async () => {
  const slow = source(async () => {
    await sleep(100);
    return `k1:${first}`;
  });
  expect((await readKeyRing(slow)).current.kid).toBe("k1");
  const hanging = source(() => new Promise(() => {}));
  expect(await messageOf(readKeyRing(hanging, 50))).toBe(
    "the keys could not be had from the key service: no answer within 0.05 s",
  );
});

it("SE-09 says in one line why a source gave no keys, and never what it said", async () => {
  const denied = Object.assign(new Error(`hunter2 ${first}`), { code: "EACCES" });
  const context = Object.assign(new Error(`hunter2 ${first}`), { code: "InvalidContext" });
  const cases: [string, () => Promise<unknown>, RegExp][] = [
    ["missing", () => ofFile(join(folder, "none")), /none\): there is no such file$/],
    ["folder", () => ofFile(folder), /it is a folder$/],
    ["denied", () => readKeyRing(source(() => Promise.reject(denied))), /may not read it$/],
    [
      "context",
      () => readKeyRing(source(() => Promise.reject(context))),
      /failed \(InvalidContext\)$/,
    ],
    ["nameless", () => readKeyRing(source(() => Promise.reject(new Error(first)))), /it failed$/],
    ["nothing", () => readKeyRing(source(async () => "")), /the key ring is empty$/],
    ["another text", () => readKeyRing(source(async () => "<html>")), /must look like kid:base64/],
  ];
  for (const [name, work, words] of cases) {
    const message = await messageOf(work());
    expect([name, message]).toEqual([name, expect.stringMatching(words)]);
    expect(message).not.toContain(first);
    expect(message).not.toMatch(/hunter2|\n/);
  }
});

it("SE-09 loads a ring whole or not at all", async () => {
  for (const part of [`k1:${first.slice(0, 20)}`, `k2:${second}`, `k1:${second}`, "k1:"]) {
    writeFileSync(file, `k2:${second}\n${part}`);
    expect(await messageOf(ofFile(file))).toMatch(/the keys could not be had/);
  }
});
