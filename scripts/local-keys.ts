import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

interface LocalKeys {
  PORTAL_KEYS: string;
  NEXTAUTH_SECRET: string;
}

/** The keys of an embedded database, kept beside it; created the first time, for the owner alone. */
export function localKeys(file: string): LocalKeys {
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as LocalKeys;
  const random = () => randomBytes(32).toString("base64");
  const keys = { PORTAL_KEYS: `local:${random()}`, NEXTAUTH_SECRET: random() };
  mkdirSync(dirname(file), { recursive: true });
  // `wx`: two starts at once must not each believe in keys of their own.
  writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  return keys;
}
