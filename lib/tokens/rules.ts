import { isLive } from "@/lib/onboarding/rules";
import { Refusal } from "./refusal";
import type { KeyRow, TokenRow } from "./statements";
import { isEqualHash, parseKey, type ParsedKey } from "./key";

/** A caller asks again this long before a token ends, at the latest. */
const CACHE_MARGIN_SECONDS = 60;
/** An access that was ended is known to every caller after this long. */
const CACHE_MOST_SECONDS = 300;

/**
 * The key of an `Authorization` header, `Bearer anteroom_live_…`; the scheme's case does not matter.
 * Throws `key_missing` without one and `key_unknown` for anything else. Never asks the database.
 */
export function keyOfHeader(header: string | undefined): ParsedKey {
  if (header === undefined || header === "") {
    throw new Refusal("key_missing", "Send the key as: Authorization: Bearer anteroom_live_…");
  }
  const [, text = ""] = /^bearer (\S{1,200})$/i.exec(header) ?? [];
  const key = parseKey(text);
  if (!key) throw new Refusal("key_unknown", "This is no key of this portal.");
  return key;
}

/** Throws when the key is not its client's, or is over; nothing of the row may be used before. */
export function requireGoodKey(row: KeyRow | undefined, key: ParsedKey): asserts row is KeyRow {
  if (!row || !isEqualHash(row.secret_hash, key.secretHash)) {
    throw new Refusal("key_unknown", "This is no key of this portal.");
  }
  if (row.key_revoked_at !== null || row.client_revoked_at !== null) {
    throw new Refusal("key_revoked", "This key was revoked. Staff make another one.");
  }
  if (new Date(row.key_expires_at) <= new Date(row.at)) {
    throw new Refusal("key_expired", "This key has expired. Staff make another one.");
  }
}

export type Right = "may_read_status" | "may_take_tokens";

/** Throws `right_missing` unless the client has the right. */
export function requireRight(row: KeyRow, right: Right): void {
  if (row[right]) return;
  const what = right === "may_read_status" ? "read statuses" : "take tokens";
  throw new Refusal("right_missing", `This client may not ${what}.`);
}

/** A connection whose token the client may have, if there is one that lives. */
export type Servable = Extract<TokenRow, { grant_id: string }>;

/**
 * Whether the connection's token may leave by this door at all. A connection that needs attention for
 * one permission goes on giving its token: what works goes on working. Throws the refusal that tells
 * the caller what to wait for.
 */
export function requireServable(row: TokenRow): asserts row is Servable {
  requireSeen(row);
  if (row.grant_id === null) {
    throw new Refusal("not_connected", "The firm's Clio account is not connected.");
  }
  if (!row.is_confirmed) {
    throw new Refusal("account_unconfirmed", "Nobody has confirmed yet which account this is.");
  }
  if (row.ended_at !== null) {
    throw new Refusal("access_ended", "Clio has ended the access. The firm has to connect again.");
  }
  const liveAt = row.live_at === null ? null : new Date(row.live_at);
  const liveUntil = row.live_until === null ? null : new Date(row.live_until);
  if (!row.before_live && !isLive({ liveAt, liveUntil }, new Date(row.at))) {
    throw new Refusal("not_live", "The integration is not switched on for this firm yet.");
  }
}

/** Throws `connection_unknown`, the same for somebody else's connection and one that there is not. */
export function requireSeen<Row extends { connection_id: string | null }>(
  row: Row,
): asserts row is Extract<Row, { connection_id: string }> {
  if (row.connection_id !== null) return;
  throw new Refusal("connection_unknown", "There is no such connection for this client.");
}

/** Whether the stored token may be given as it is, with no look at renewing it. */
export function isFresh(
  token: { accessExpiresAt: Date; refreshDueAt: Date | null },
  now: Date,
): boolean {
  return token.accessExpiresAt > now && token.refreshDueAt !== null && token.refreshDueAt > now;
}

/** How many seconds a caller may keep a token, 0 when it is to ask each time. */
export function cacheSeconds(accessExpiresAt: Date, now: Date): number {
  const left = Math.floor((accessExpiresAt.getTime() - now.getTime()) / 1000);
  return Math.min(CACHE_MOST_SECONDS, Math.max(0, left - CACHE_MARGIN_SECONDS));
}
