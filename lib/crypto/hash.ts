import { createHmac, hash, randomBytes, timingSafeEqual } from "node:crypto";
import { requireRightKeys, type KeyRing, type RingKey } from "./key-ring";

/** Random text for links, states, sessions and nonces: 256 bits in base64url unless told otherwise. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString("base64url");
}

/** SHA-256 in base64url: how tokens of 256 random bits are kept. */
export function hashToken(token: string): string {
  return hash("sha256", token, "base64url");
}

/**
 * A keyed hash under the ring's current key, for noticing equal values that may be guessable without
 * keeping them. Look for it with `digestsUnderAnyKey`: it may have been written under another key.
 */
export function digest(ring: KeyRing, label: string, value: string): string {
  requireRightKeys(ring);
  return keyedHash(ring.current, label, value);
}

/** The keyed hash under every key of the ring, the current one first. */
export function digestsUnderAnyKey(ring: KeyRing, label: string, value: string): string[] {
  requireRightKeys(ring);
  return [...ring.byId.values()].map((key) => keyedHash(key, label, value));
}

function keyedHash(key: RingKey, label: string, value: string): string {
  return createHmac("sha256", key.keys.digest)
    .update(`${label}\0${value}`, "utf8")
    .digest("base64url");
}

/** Compares two texts in a time that does not depend on where they differ. */
export function isEqualText(a: string, b: string): boolean {
  const left = hash("sha256", a, "buffer");
  const right = hash("sha256", b, "buffer");
  return timingSafeEqual(left, right);
}
