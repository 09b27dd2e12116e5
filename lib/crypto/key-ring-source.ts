import { readFile } from "node:fs/promises";
import type { Secret } from "@/lib/logger";
import { KeyRingError, loadKeyRing, type KeyRing } from "./key-ring";

/**
 * Where the text of the key ring comes from: the environment or a file now; a key service that unwraps
 * it can take the place later, without a record being sealed or opened any differently.
 */
export type KeyRingSource = {
  /** For messages, such as `PORTAL_KEYS_FILE (/run/secrets/keys)`. */
  name: string;
  /** The ring as `loadKeyRing` reads it. May be slow; it should end when `signal` does. */
  read(signal: AbortSignal): Promise<string>;
};

type KeySettings = { PORTAL_KEYS?: Secret; PORTAL_KEYS_FILE?: string };

/** Slow is fine; a process that waits for ever for its keys tells nobody why. */
const DEADLINE_MS = 15_000;

/** The source that the environment names; `readEnv` has seen to it that there is exactly one. */
export function keyRingSource(env: KeySettings): KeyRingSource {
  const { PORTAL_KEYS: keys, PORTAL_KEYS_FILE: file } = env;
  if (keys) return { name: "PORTAL_KEYS", read: async () => keys.reveal() };
  if (!file) throw new KeyRingError("neither PORTAL_KEYS nor PORTAL_KEYS_FILE is set");
  return {
    name: `PORTAL_KEYS_FILE (${file})`,
    // A key may stand on a line of its own.
    read: async (signal) =>
      (await readFile(file, { encoding: "utf8", signal })).replaceAll(/[\r\n]+/g, ","),
  };
}

/**
 * The key ring of a source, whole or not at all. Throws `KeyRingError` with one line that names the
 * source and never the keys, when it fails, refuses, does not answer in time, or holds no good ring.
 */
export async function readKeyRing(
  source: KeyRingSource,
  deadlineMs = DEADLINE_MS,
): Promise<KeyRing> {
  const giveUp = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new KeyRingError(`no answer within ${deadlineMs / 1000} s`));
    giveUp.abort();
  }, deadlineMs);
  try {
    return loadKeyRing(await Promise.race([source.read(giveUp.signal), late.promise]));
  } catch (thrown) {
    throw new KeyRingError(`the keys could not be had from ${source.name}: ${reasonOf(thrown)}`);
  } finally {
    clearTimeout(timer);
  }
}

/** Our own words or a code: what a source says may quote what it was given. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof KeyRingError) return thrown.message;
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  const words: Record<string, string> = {
    ENOENT: "there is no such file",
    EACCES: "this user may not read it",
    EISDIR: "it is a folder",
  };
  return words[code] ?? `it failed${/^[A-Za-z_]{1,40}$/.test(code) ? ` (${code})` : ""}`;
}
