import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadKeyRing } from "@/lib/crypto/key-ring";
import { localKeys } from "./local-keys";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "anteroom-keys-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("creates keys once, for the owner alone", () => {
  const file = join(folder, "sub", "keys.json");
  const first = localKeys(file);
  expect(localKeys(file)).toEqual(first);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it("creates keys that the portal accepts, other ones each time", () => {
  const [one, two] = [localKeys(join(folder, "a")), localKeys(join(folder, "b"))];
  expect(loadKeyRing(one.PORTAL_KEYS).current.kid).toBe("local");
  expect(one.NEXTAUTH_SECRET.length).toBeGreaterThanOrEqual(32);
  expect(one).not.toEqual(two);
});
