import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";
import { Secret } from "@/lib/logger";

// `anteroom_live_<id>_<secret><crc>`: the prefix tells scanners of secrets what they have found, the
// id finds the row, the checksum sorts out typing errors and inventions before the database is asked.

const PREFIX = "anteroom_live_";
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const ID_LENGTH = 16;
/** 260 bits in base 32. */
const SECRET_LENGTH = 52;
const CRC_LENGTH = 7;

const KEY = new RegExp(
  `^${PREFIX}([${ALPHABET}]{${ID_LENGTH}})_([${ALPHABET}]{${SECRET_LENGTH}})([${ALPHABET}]{${CRC_LENGTH}})$`,
);

export type ParsedKey = {
  /** Public: it may stand in a log. */
  id: string;
  secretHash: string;
};

/** A new key: its text, to be shown once, and what is kept of it. A test may name its id. */
export function newKey(id = randomText(ID_LENGTH)): ParsedKey & { text: Secret } {
  const secret = randomText(SECRET_LENGTH);
  const body = `${PREFIX}${id}_${secret}`;
  return { id, secretHash: hashSecret(secret), text: new Secret(body + checksum(body)) };
}

/** Takes a key apart; null for anything that is no key of ours. Never throws. */
export function parseKey(text: string): ParsedKey | null {
  const [, id, secret, crc] = KEY.exec(text) ?? [];
  if (!id || !secret || !crc) return null;
  if (checksum(`${PREFIX}${id}_${secret}`) !== crc) return null;
  return { id, secretHash: hashSecret(secret) };
}

/** Whether a text holds what may be a key, in whatever place it does not belong. */
export function looksLikeKey(text: string): boolean {
  return text.toLowerCase().includes(PREFIX);
}

/** The visible start of a key, for pages and logs. */
export const keyStart = (id: string): string => `${PREFIX}${id}`;

/** Compares two hashes in hex in a time that does not depend on where they differ. */
export function isEqualHash(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one, "hex"), Buffer.from(other, "hex")];
  return left.length === right.length && timingSafeEqual(left, right);
}

function hashSecret(secret: string): string {
  return hash("sha256", secret, "hex");
}

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = "";
  for (let n = 0; n < CRC_LENGTH; n += 1) {
    digits = ALPHABET[rest % 32] + digits;
    rest = Math.floor(rest / 32);
  }
  return digits;
}

function randomText(length: number): string {
  let text = "";
  for (const byte of randomBytes(length)) text += ALPHABET[byte & 31];
  return text;
}
