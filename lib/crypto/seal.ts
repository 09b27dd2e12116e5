import { createCipheriv, randomBytes, type CipherKey } from "node:crypto";
import { requireRightKeys, type KeyRing } from "./key-ring";

/** Where a sealed value lives. It is authenticated with the value: moved elsewhere, it does not open. */
export type SealOwner = {
  table: string;
  column: string;
  rowId: string;
  /** The firm that owns the row; null for what belongs to no firm. */
  firmId: string | null;
  purpose: string;
};

export const SEAL_VERSION = "v1";
export const IV_BYTES = 12;
export const TAG_BYTES = 16;

/** The additional authenticated data: canonical and length-prefixed, so that no two owners collide. */
export function ownerBytes(kid: string, owner: SealOwner): Buffer {
  const parts = [
    SEAL_VERSION,
    kid,
    owner.table,
    owner.column,
    owner.rowId,
    owner.firmId ?? "",
    owner.purpose,
  ];
  const lengths = parts.map((part) => Buffer.byteLength(part, "utf8"));
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + length, 0));
  let at = 0;
  for (const [n, part] of parts.entries()) {
    at = bytes.writeUInt32BE(lengths[n] ?? 0, at);
    at += bytes.write(part, at, "utf8");
  }
  return bytes;
}

/**
 * Encrypts `plaintext` for its owner with AES-256-GCM under the ring's current key.
 * Returns the text `v1.kid.iv.ciphertext+tag` (base64url). Read it back with `open`.
 */
export function seal(ring: KeyRing, owner: SealOwner, plaintext: string): string {
  requireRightKeys(ring);
  const { kid, keys } = ring.current;
  return encrypt({ key: keys.seal, kid, owner, plaintext });
}

/** The same under a key that is none of the ring's, such as a firm's own. */
export function encrypt(input: {
  key: CipherKey;
  kid: string;
  owner: SealOwner;
  plaintext: string;
}): string {
  const { key, kid, owner, plaintext } = input;
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(ownerBytes(kid, owner));
  const body = Buffer.concat([
    cipher.update(plaintext, "utf8"),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return [SEAL_VERSION, kid, iv.toString("base64url"), body.toString("base64url")].join(".");
}
