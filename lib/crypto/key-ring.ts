import { createHmac, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { AppError } from "@/lib/errors";

/** What a key of the ring is used for; each purpose has a key of its own, derived with HKDF. */
export const keyPurposes = ["seal", "digest"] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

// Key objects: a cipher takes one three times as fast as bytes, and none is printed by accident.
export type RingKey = { kid: string; keys: Record<KeyPurpose, KeyObject>; checkValue: string };

/** Exactly one key encrypts (the first), any number decrypt. */
export type KeyRing = {
  current: RingKey;
  byId: ReadonlyMap<string, RingKey>;
  /** Why these keys are not this database's (`lib/db/check-keys.ts`); while set, none is used. */
  trouble: string | null;
};

const KEY_BYTES = 32;
const KID = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** Thrown when the key ring's text is wrong. Never carries key material. */
export class KeyRingError extends Error {
  override name = "KeyRingError";
}

/**
 * Reads a key ring from its text `kid:base64,kid:base64,…`; the first key encrypts.
 * Throws `KeyRingError` for a short, repeated or malformed key; the message names the kid only.
 */
export function loadKeyRing(text: string): KeyRing {
  const byId = new Map<string, RingKey>();
  const seen = new Set<string>();
  for (const part of text
    .split(",")
    .map((piece) => piece.trim())
    .filter(Boolean)) {
    const colon = part.indexOf(":");
    const kid = colon === -1 ? "" : part.slice(0, colon);
    if (!KID.test(kid))
      throw new KeyRingError("each key must look like kid:base64, with a short lower-case kid");
    const encoded = part.slice(colon + 1);
    const bytes = Buffer.from(encoded, "base64");
    if (bytes.length !== KEY_BYTES || bytes.toString("base64") !== encoded) {
      throw new KeyRingError(`key ${kid} must be ${KEY_BYTES} random bytes in base64`);
    }
    if (new Set(bytes).size < 8) throw new KeyRingError(`key ${kid} is not random`);
    if (byId.has(kid)) throw new KeyRingError(`two keys are called ${kid}`);
    if (seen.has(encoded)) throw new KeyRingError(`key ${kid} repeats another key`);
    seen.add(encoded);
    byId.set(kid, deriveKey(kid, bytes));
  }
  const current = byId.values().next().value;
  if (!current) throw new KeyRingError("the key ring is empty");
  return { current, byId, trouble: null };
}

/** Throws `keys_unavailable` while the ring's keys are known not to be the database's. */
export function requireRightKeys(ring: KeyRing): void {
  if (ring.trouble === null) return;
  throw new AppError({ code: "keys_unavailable", message: ring.trouble, retryAfterSeconds: 60 });
}

function deriveKey(kid: string, master: Buffer): RingKey {
  const derive = (purpose: string) =>
    createSecretKey(
      Buffer.from(hkdfSync("sha256", master, "anteroom", `anteroom/${purpose}/v1`, KEY_BYTES)),
    );
  return {
    kid,
    keys: { seal: derive("seal"), digest: derive("digest") },
    checkValue: createHmac("sha256", derive("check"))
      .update("anteroom key check")
      .digest("base64url"),
  };
}
