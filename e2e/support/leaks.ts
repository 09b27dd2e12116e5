import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Ways in which a secret may be written down without being readable at first sight. */
export function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  // In base64 a text looks different at each of three offsets; its inner part is what to look for.
  const inside = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    return text.slice(offset === 0 ? 0 : 4, text.length - 4);
  });
  return [
    ...new Set([
      secret,
      Array.from(secret).toReversed().join(""),
      bytes.toString("hex"),
      bytes.toString("hex").toUpperCase(),
      encodeURIComponent(secret),
      ...inside,
      ...inside.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    ]),
  ];
}

const KEY = 12;
const SLOT_BITS = 20;

/** A cheap mark of the four bytes at `at`: most places of a text are passed over by it alone. */
const slotAt = (bytes: Buffer, at: number) =>
  Math.imul(bytes.readUInt32LE(at), 2_654_435_761) >>> (32 - SLOT_BITS);

/**
 * Finds secrets in any of their spellings: returns a function that names those which a text holds. All
 * are looked for in one pass, because a run has hundreds of them and its database many megabytes.
 */
export function leakFinder(secrets: Record<string, string>): (text: Buffer | string) => string[] {
  const wanted = new Map<string, { name: string; bytes: Buffer }[]>();
  const slots = new Uint8Array(1 << SLOT_BITS);
  for (const [name, secret] of Object.entries(secrets)) {
    for (const spelling of spellings(secret)) {
      const bytes = Buffer.from(spelling, "utf8");
      if (bytes.length < KEY) throw new Error(`${name} is too short to be looked for`);
      const key = bytes.toString("latin1", 0, KEY);
      wanted.set(key, [...(wanted.get(key) ?? []), { name, bytes }]);
      slots[slotAt(bytes, 0)] = 1;
    }
  }
  return (text) => {
    const all = Buffer.from(text);
    const found = new Set<string>();
    for (let at = 0; at + KEY <= all.length; at += 1) {
      if (slots[slotAt(all, at)] === 0) continue;
      for (const { name, bytes } of wanted.get(all.toString("latin1", at, at + KEY)) ?? []) {
        if (all.subarray(at, at + bytes.length).equals(bytes)) found.add(name);
      }
    }
    return [...found];
  };
}

/** The names of the secrets that the text holds in any spelling. */
export function leaksIn(text: Buffer | string, secrets: Record<string, string>): string[] {
  return leakFinder(secrets)(text);
}

/** Every file under a folder, with what is in it. */
export function filesUnder(folder: string): { path: string; bytes: Buffer }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, bytes: readFileSync(path) }));
}
