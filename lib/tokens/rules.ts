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
  if (row.key_state === "revoked") {
    throw new Refusal("key_revoked", "This key was revoked. Staff make another one.");
  }
  if (row.key_state === "expired") {
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
  if (row.is_ended) {
    throw new Refusal("access_ended", "Clio has ended the access. The firm has to connect again.");
  }
  if (!row.is_open) {
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

/** How many whole seconds a caller may keep a token that lives so long, 0 when it is to ask each time. */
export function cacheSeconds(secondsLeft: number): number {
  const most = Math.floor(secondsLeft - CACHE_MARGIN_SECONDS);
  return Math.min(CACHE_MOST_SECONDS, Math.max(0, most));
}

/** `contacts:both matters:read`, as the statement gathers it, one permission each. */
export function scopesOf(proven: string): string[] {
  if (proven === "") return [];
  const scopes = proven.split(" ").flatMap((one) => {
    const [resource = "", access] = one.split(":");
    return access === "both" ? [`${resource}:read`, `${resource}:write`] : [one];
  });
  return scopes.toSorted();
}
