import { describe, expect, it } from "vitest";
import { forEachInput } from "@/lib/fuzz.testing";
import { Allowance } from "./allowance";
import { looksLikeKey, newKey, parseKey } from "./key";
import { Refusal } from "./refusal";
import { cacheSeconds, keyOfHeader, scopesOf } from "./rules";

describe("a key", () => {
  it("OC-39 has 256 random bits and a checksum, and only its hash is kept", () => {
    const { id, secretHash, text } = newKey();
    const key = text.reveal();
    expect(key).toMatch(/^anteroom_live_[0-9a-z]{16}_[0-9a-z]{59}$/);
    expect(parseKey(key)).toEqual({ id, secretHash });
    expect(secretHash).toMatch(/^[0-9a-f]{64}$/);
    expect(String(text)).toBe("[redacted]");
    expect(newKey().text.reveal()).not.toBe(key);
  });

  it("is none with one character changed, anywhere", () => {
    const key = newKey().text.reveal();
    for (let at = 0; at < key.length; at += 1) {
      const other = key[at] === "0" ? "1" : "0";
      expect(parseKey(key.slice(0, at) + other + key.slice(at + 1))).toBe(null);
    }
  });

  it("is seen in an address, in any case of letters", () => {
    expect(looksLikeKey(`/v1/connections?key=${newKey().text.reveal().toUpperCase()}`)).toBe(true);
    expect(looksLikeKey("/v1/connections?status=working")).toBe(false);
  });
});

/** Anything that is thrown and no refusal is thrown on. */
function read(header: string) {
  try {
    return { key: keyOfHeader(header), refusal: null };
  } catch (thrown) {
    if (thrown instanceof Refusal) return { key: null, refusal: thrown };
    throw thrown;
  }
}

it("the Authorization header holds one key or a refusal, whatever stands in it", async () => {
  const good = newKey();
  const pieces = [
    "Bearer ",
    "bearer ",
    "Basic ",
    good.text.reveal(),
    "anteroom_live_",
    ",",
  ] as const;
  await forEachInput(
    "Authorization",
    (fuzz) => (fuzz.once(20) ? `Bearer ${good.text.reveal()}` : fuzz.text(pieces)),
    (header) => {
      const { key, refusal } = read(header);
      expect(key?.id ?? good.id).toBe(good.id);
      expect(["key_missing", "key_unknown", undefined]).toContain(refusal?.code);
      expect(header.length > 20 && refusal?.message.includes(header)).not.toBe(true);
    },
  );
});

it("a token is kept for five minutes at most, and never to its last minute", () => {
  expect(cacheSeconds(2_592_000)).toBe(300);
  expect(cacheSeconds(200.7)).toBe(140);
  expect(cacheSeconds(59)).toBe(0);
  expect(cacheSeconds(-5)).toBe(0);
});

it("says each permission that was proven by itself", () => {
  expect(scopesOf("")).toEqual([]);
  expect(scopesOf("contacts:both users:read")).toEqual([
    "contacts:read",
    "contacts:write",
    "users:read",
  ]);
});

describe("an allowance", () => {
  it("lets so many through in a window and says how long to wait", () => {
    const allowance = new Allowance({ windowMs: 60_000, most: 10 });
    expect([1, 2, 3].map(() => allowance.take("a", 2, 1000))).toEqual([0, 0, 60]);
    expect(allowance.take("a", 2, 31_000)).toBe(30);
    expect(allowance.take("b", 2, 31_000)).toBe(0);
    expect(allowance.take("a", 2, 61_000)).toBe(0);
  });

  it("forgets who came first beyond its bound", () => {
    const allowance = new Allowance({ windowMs: 60_000, most: 2 });
    for (const caller of ["a", "b", "c"]) allowance.take(caller, 1, 0);
    expect(allowance.wait("a", 1, 0)).toBe(0);
    expect(allowance.wait("c", 1, 0)).toBe(60);
  });
});
