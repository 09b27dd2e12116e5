import { accessTokenFor } from "@/lib/connection/access-token-for";
import type { Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { open } from "@/lib/crypto/open";
import { sealOwner } from "@/lib/db/sealed-columns";
import { AppError } from "@/lib/errors";
import type { Secret } from "@/lib/logger";
import { API_VERSION } from "@/lib/providers/clio/api";
import { count } from "@/lib/telemetry/numbers";
import { codeOf } from "@/lib/telemetry/trail";
import type { ConnectionStatus } from "@/lib/vocabulary";
import { clientContext, type Door } from "./door";
import type { ParsedKey } from "./key";
import { Refusal } from "./refusal";
import { cacheSeconds, isFresh, requireGoodKey, requireRight, requireServable } from "./rules";
import { TOKEN_STATEMENT, type KeyRow, type TokenRow } from "./statements";

export type AccessTokenView = {
  client: KeyRow;
  connectionId: string;
  firmId: string;
  accessToken: Secret;
  expiresAt: Date;
  minutesLeft: number;
  cacheSeconds: number;
  apiOrigin: string;
  apiVersion: string;
  scopesProven: string[];
};

type Asked = { key: ParsedKey; connectionId: string; requestId: string };

/**
 * The access token of a connection for a client that may have it, renewed first when it is due. While
 * it is fresh this is one statement, planned once, and writes nothing.
 *
 * Throws `Refusal` with the reason, and `unavailable`, `keys_unavailable` and `tampered`.
 */
export async function takeAccessToken(door: Door, input: Asked): Promise<AccessTokenView> {
  try {
    const view = await take(door, input);
    count("anteroom_token_requests_total", { outcome: "given" });
    return view;
  } catch (thrown) {
    count("anteroom_token_requests_total", { outcome: codeOf(thrown) });
    throw thrown;
  }
}

async function take(door: Door, input: Asked): Promise<AccessTokenView> {
  const { key, connectionId } = input;
  let row = await read(door, key, connectionId);
  const at = new Date(row.at);
  const times = timesOf(row);
  if (!isFresh(times, at)) {
    const ctx = clientContext(door, row.client_id, input.requestId);
    await renewed(ctx, row.grant_id).catch((thrown: unknown) => {
      throw isUnavailable(thrown) ? noToken(row.status, thrown) : thrown;
    });
    // Whatever happened meanwhile (a disconnect, another grant) is judged as if just asked.
    row = await read(door, key, connectionId);
  }
  return viewOf(door, row);
}

/** Those of this process who wait for one grant wait together; those of others join by its lease. */
const waiting = new Map<string, Promise<unknown>>();

async function renewed(ctx: Context, grantId: string): Promise<void> {
  let renewal = waiting.get(grantId);
  if (!renewal) {
    renewal = accessTokenFor(ctx, grantId).finally(() => waiting.delete(grantId));
    waiting.set(grantId, renewal);
  }
  await renewal;
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
  if (row.access_token_sealed === null || accessExpiresAt <= at) throw noToken(row.status);
  const owner = sealOwner("grants.access_token_sealed", { id: row.grant_id, firmId: row.firm_id });
  return {
    client: row,
    connectionId: row.connection_id,
    firmId: row.firm_id,
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

/** The stored token is over: either it heals by itself, or somebody has to mend something first. */
function noToken(status: ConnectionStatus, cause?: AppError): Refusal {
  if (status === "needs_attention") {
    return new Refusal(
      "needs_attention",
      "The token is over, and something has to be mended first.",
    );
  }
  const detail = "The token is over and could not be renewed yet. Nothing is lost.";
  return new Refusal("token_unavailable", detail, cause?.retryAfterSeconds ?? 30);
}
