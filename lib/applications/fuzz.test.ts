import { expect, it } from "vitest";
import { type Fuzz, forEachInput } from "@/lib/fuzz.testing";
import { keysProblems, trimPasted } from "./rules";

const SHAPES = ["a1B2c3D4e5".repeat(4), "v1.k1.AAAA.BBBB", "https://", "12345", "\u00a0", "\ufeff"];
const INVISIBLE = /[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]/u;

it("lets no pair of keys pass that no request could carry, of 10,000 seeded pairs", async () => {
  let passed = 0;
  const make = (fuzz: Fuzz) => [fuzz.text(SHAPES), fuzz.text(SHAPES)] as const;
  await forEachInput("keys", make, ([id, secret]) => {
    const pair = { clientId: trimPasted(id), clientSecret: trimPasted(secret) };
    for (const value of Object.values(pair)) {
      expect(trimPasted(value)).toBe(value);
      expect(
        INVISIBLE.test(value.charAt(0)) || INVISIBLE.test(value.charAt(value.length - 1)),
      ).toBe(false);
    }
    const problems = keysProblems(pair);
    for (const [field, words] of Object.entries(problems)) {
      expect(["client_id", "client_secret"]).toContain(field);
      expect(words).toMatch(/^[A-Z].*\.$/);
    }
    if (Object.keys(problems).length > 0) return;
    passed += 1;
    expect(pair.clientId).toMatch(/^[\x21-\x7e]{1,255}$/);
    expect(pair.clientId).not.toMatch(/^(https?:|\d{1,12}$)/i);
    expect(pair.clientSecret).not.toBe(pair.clientId);
    expect(pair.clientSecret.length).toBeGreaterThan(0);
  });
  expect(passed).toBeGreaterThan(300);
});

it("takes a moment for spaces without end between two letters", () => {
  const begun = performance.now();
  trimPasted(`a${" ".repeat(200_000)}b`);
  expect(performance.now() - begun).toBeLessThan(10_000);
});
