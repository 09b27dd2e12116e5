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

/** The names of the secrets that the text holds in any spelling. */
export function leaksIn(text: Buffer | string, secrets: Record<string, string>): string[] {
  const bytes = Buffer.from(text);
  return Object.entries(secrets)
    .filter(([, secret]) => spellings(secret).some((one) => bytes.includes(one)))
    .map(([name]) => name);
}

/** Every file under a folder, with what is in it. */
export function filesUnder(folder: string): { path: string; bytes: Buffer }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, bytes: readFileSync(path) }));
}
