import { accessTokenFor } from "@/lib/connection/access-token-for";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { open } from "@/lib/crypto/open";
import { sealOwner } from "@/lib/db/sealed-columns";
import { AppError } from "@/lib/errors";
import type { Secret } from "@/lib/logger";
import { API_VERSION } from "@/lib/providers/clio/api";
import { count } from "@/lib/telemetry/numbers";
import { codeOf } from "@/lib/telemetry/trail";
import { clientContext, type Door } from "./door";
import type { ParsedKey } from "./key";
import { Refusal } from "./refusal";
import { cacheSeconds, isFresh, requireGoodKey, requireRight, requireServable } from "./rules";
import { TOKEN_STATEMENT, type TokenRow } from "./statements";

export type AccessTokenView = {
  connectionId: string;
  accessToken: Secret;
  expiresAt: Date;
  minutesLeft: number;
  cacheSeconds: number;
  apiOrigin: string;
  apiVersion: string;
  scopesProven: string[];
};

/**
 * The access token of a connection for a client that may have it, renewed first when it is due. While
 * it is fresh this is one statement, planned once, and writes nothing.
 *
 * Throws `Refusal` with the reason, and `unavailable`, `keys_unavailable` and `tampered`.
 */
export async function takeAccessToken(
  door: Door,
  input: { key: ParsedKey; connectionId: string; requestId: string },
): Promise<AccessTokenView> {
  try {
    const view = await take(door, input);
    count("anteroom_token_requests_total", { outcome: "given" });
    return view;
  } catch (thrown) {
    count("anteroom_token_requests_total", { outcome: codeOf(thrown) });
    throw thrown;
  }
}

async function take(
  door: Door,
  input: { key: ParsedKey; connectionId: string; requestId: string },
): Promise<AccessTokenView> {
  const { key, connectionId } = input;
  let row = await read(door, key, connectionId);
  const at = new Date(row.at);
  const times = timesOf(row);
  if (!isFresh(times, at)) {
    const ctx = clientContext(door, row.client_id, input.requestId);
    await accessTokenFor(ctx, row.grant_id).catch((thrown: unknown) => {
      throw isUnavailable(thrown) ? tokenUnavailable(thrown) : thrown;
    });
    // Whatever happened meanwhile (a disconnect, another grant) is judged as if just asked.
    row = await read(door, key, connectionId);
  }
  return viewOf(door, row);
}

async function read(door: Door, key: ParsedKey, connectionId: string) {
  const [row] = await door.database.prepared<TokenRow>(TOKEN_STATEMENT, [key.id, connectionId]);
  requireGoodKey(row, key);
  requireRight(row, "may_take_tokens");
  requireServable(row);
  return row;
}

type Row = Awaited<ReturnType<typeof read>>;

function timesOf(row: Row) {
  return {
    accessExpiresAt: new Date(row.access_expires_at),
    refreshDueAt: row.refresh_due_at === null ? null : new Date(row.refresh_due_at),
  };
}

function viewOf(door: Door, row: Row): AccessTokenView {
  requireRightKeys(door.ring);
  const { accessExpiresAt } = timesOf(row);
  const at = new Date(row.at);
  if (row.access_token_sealed === null || accessExpiresAt <= at) throw tokenUnavailable();
  const owner = sealOwner("grants.access_token_sealed", { id: row.grant_id, firmId: row.firm_id });
  return {
    connectionId: row.connection_id,
    accessToken: open(door.ring, owner, row.access_token_sealed),
    expiresAt: accessExpiresAt,
    minutesLeft: Math.floor((accessExpiresAt.getTime() - at.getTime()) / 60_000),
    cacheSeconds: cacheSeconds(accessExpiresAt, at),
    apiOrigin: door.env.clioOrigins[row.region],
    apiVersion: API_VERSION,
    scopesProven: row.proven?.split(" ") ?? [],
  };
}

const isUnavailable = (thrown: unknown): thrown is AppError =>
  thrown instanceof AppError && thrown.code === "unavailable";

function tokenUnavailable(cause?: AppError): Refusal {
  const detail = "The token has run out and could not be renewed yet. Nothing is lost.";
  return new Refusal("token_unavailable", detail, cause?.retryAfterSeconds ?? 30);
}
