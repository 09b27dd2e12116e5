import { createHmac, randomBytes } from "node:crypto";

/** RFC 6238 as every authenticator app understands it: SHA-1, six digits, thirty seconds. */
export const TOTP_STEP_SECONDS = 30;
const DIGITS = 6;
/** A code of the step before or after counts, too: clocks differ, and people type slowly. */
const WINDOW_STEPS = 1;
/** As long as the hash's output (RFC 4226, section 4, R6). */
const SECRET_BYTES = 20;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A new secret, in base 32 (RFC 4648) without padding, as apps take it. */
export function newTotpSecret(): string {
  let bits = "";
  for (const byte of randomBytes(SECRET_BYTES)) bits += byte.toString(2).padStart(8, "0");
  return (bits.match(/.{5}/g) ?? []).map((five) => BASE32[Number.parseInt(five, 2)]).join("");
}

/** The bytes of a secret in base 32. Throws for a text that is none. */
export function bytesOfBase32(text: string): Buffer {
  let bits = "";
  for (const letter of text) {
    const value = BASE32.indexOf(letter);
    if (value === -1) throw new Error("not base 32");
    bits += value.toString(2).padStart(5, "0");
  }
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((eight) => Number.parseInt(eight, 2)));
}

/** The number of the time step that an instant lies in. */
export function totpStepOf(at: Date): number {
  return Math.floor(at.getTime() / 1000 / TOTP_STEP_SECONDS);
}

/** The code of a time step (RFC 4226, section 5.3). */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac("sha1", bytesOfBase32(secret)).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 0x0f;
  const number = hash.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}

/** The time step whose code this is, among the one of `at` and its neighbours; null for none. */
export function totpStepOfCode(secret: string, code: string, at: Date): number | null {
  const now = totpStepOf(at);
  let found: number | null = null;
  // All of them are computed, so that the time tells nothing of which it was.
  for (let step = now - WINDOW_STEPS; step <= now + WINDOW_STEPS; step += 1) {
    if (totpCode(secret, step) === code) found = step;
  }
  return found;
}

/** What the QR code says to an authenticator app. */
export function totpAddress(input: { secret: string; issuer: string; account: string }): string {
  const { secret, issuer, account } = input;
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${DIGITS}&period=${TOTP_STEP_SECONDS}`;
}
