import { createDecipheriv, type CipherKey } from "node:crypto";
import { AppError } from "@/lib/errors";
import { Secret } from "@/lib/logger";
import { requireRightKeys, type KeyRing } from "./key-ring";
import { IV_BYTES, ownerBytes, SEAL_VERSION, TAG_BYTES, type SealOwner } from "./seal";

/**
 * Opens a sealed value for the owner it was sealed for.
 * Throws `keys_unavailable` when the ring does not hold its key, and `tampered` when the value was
 * changed or moved from another row, column or firm.
 */
export function open(ring: KeyRing, owner: SealOwner, sealed: string): Secret {
  requireRightKeys(ring);
  return decrypt(owner, sealed, (kid) => {
    const key = ring.byId.get(kid);
    if (key) return key.keys.seal;
    throw new AppError({
      code: "keys_unavailable",
      message: `the key ring has no key ${kid.slice(0, 32)}`,
    });
  });
}

/** The same with the key that `keyOf` has for the value's kid. */
export function decrypt(
  owner: SealOwner,
  sealed: string,
  keyOf: (kid: string) => CipherKey,
): Secret {
  const [version, kid, iv, body, ...rest] = sealed.split(".");
  if (version !== SEAL_VERSION || !kid || !iv || !body || rest.length > 0) throw tampered(owner);
  const key = keyOf(kid);
  const ivBytes = decode(iv);
  const bodyBytes = decode(body);
  if (ivBytes?.length !== IV_BYTES || !bodyBytes || bodyBytes.length < TAG_BYTES)
    throw tampered(owner);
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, ivBytes, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(ownerBytes(kid, owner));
    decipher.setAuthTag(bodyBytes.subarray(-TAG_BYTES));
    const text = Buffer.concat([
      decipher.update(bodyBytes.subarray(0, -TAG_BYTES)),
      decipher.final(),
    ]);
    return new Secret(text.toString("utf8"));
  } catch (cause) {
    throw tampered(owner, cause);
  }
}

/** Only the one canonical spelling: base64url decoders accept several for the same bytes. */
function decode(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : null;
}

function tampered(owner: SealOwner, cause?: unknown): AppError {
  const place = `${owner.table}.${owner.column} of ${owner.rowId}`;
  return new AppError({
    code: "tampered",
    message: `a sealed value does not open: ${place}`,
    cause,
  });
}
