import { failureOf, renewDue } from "@/lib/connection/access-token-for";
import type { NewToken } from "@/lib/connection/refresh-connection";
import type { Context } from "@/lib/context";
import { open } from "@/lib/crypto/open";
import { sealOwner } from "@/lib/db/sealed-columns";
import { AppError } from "@/lib/errors";
import type { Secret } from "@/lib/logger";
import { API_VERSION } from "@/lib/providers/clio/api";
import { count } from "@/lib/telemetry/numbers";
import { codeOf } from "@/lib/telemetry/trail";
import type { ConnectionStatus } from "@/lib/vocabulary";
import { clientContext, type Door } from "./door";
import { isEqualHash, type ParsedKey } from "./key";
import { Refusal } from "./refusal";
import {
  cacheSeconds,
  requireGoodKey,
  requireRight,
  requireServable,
  scopesOf,
  type Servable,
} from "./rules";
import {
  GOOD_STATEMENT,
  TOKEN_STATEMENT,
  type CountedClient,
  type GoodRow,
  type TokenRow,
} from "./statements";

export type AccessTokenView = {
  client: CountedClient;
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

async function take(door: Door, asked: Asked): Promise<AccessTokenView> {
  let row = await look(door, asked);
  let failure: AppError | null = null;
  if (row?.is_due) {
    const ctx = clientContext(door, row.client_id, asked.requestId);
    const renewal = await renewed(ctx, row.grant_id);
    if (renewal.token) return viewOf(door, asked, row, renewal.token);
    failure = renewal.failure;
    // Whatever happened meanwhile (a disconnect, another grant, an end that Clio has just told of) is
    // judged as if just asked. A token that still lives is given even when renewing it failed.
    row = await look(door, asked);
  }
  if (row && row.seconds_left > 0) return viewOf(door, asked, row, storedToken(door, row));
  throw noToken((await explain(door, asked)).status, failure);
}

/** The row of a token that may be given to this key, if it may. */
async function look(door: Door, { key, connectionId }: Asked): Promise<GoodRow | null> {
  const [row] = await door.database.glance<GoodRow>(GOOD_STATEMENT, [key.id, connectionId]);
  return row && isEqualHash(row.secret_hash, key.secretHash) ? row : null;
}

type Renewal = { token: NewToken | null; failure: AppError | null };

/** Those of this process who wait for one grant wait together; those of others join by its lease. */
const waiting = new Map<string, Promise<Renewal>>();

function renewed(ctx: Context, grantId: string): Promise<Renewal> {
  let renewal = waiting.get(grantId);
  if (!renewal) {
    renewal = renew(ctx, grantId).finally(() => waiting.delete(grantId));
    waiting.set(grantId, renewal);
  }
  return renewal;
}

/** The new token of a grant that was due, as far as it was this process that renewed it. */
async function renew(ctx: Context, grantId: string): Promise<Renewal> {
  try {
    const outcome = await renewDue(ctx, grantId);
    const token = outcome.kind === "refreshed" ? outcome.token : null;
    return { token, failure: failureOf(outcome) };
  } catch (thrown) {
    if (isUnavailable(thrown)) return { token: null, failure: thrown };
    throw thrown;
  }
}

/** Throws the refusal that says what is wrong with key, client, firm, connection or grant, if anything is. */
async function explain(door: Door, { key, connectionId }: Asked): Promise<Servable> {
  const [row] = await door.database.glance<TokenRow>(TOKEN_STATEMENT, [key.id, connectionId]);
  requireGoodKey(row, key);
  requireRight(row, "may_take_tokens");
  requireServable(row);
  return row;
}

function storedToken(door: Door, row: GoodRow): NewToken {
  const owner = sealOwner("grants.access_token_sealed", { id: row.grant_id, firmId: row.firm_id });
  return {
    accessToken: open(door.ring, owner, row.access_token_sealed),
    expiresAt: new Date(row.access_expires_at),
    secondsLeft: row.seconds_left,
  };
}

function viewOf(door: Door, asked: Asked, row: GoodRow, token: NewToken): AccessTokenView {
  const { accessToken, expiresAt, secondsLeft } = token;
  return {
    client: row,
    connectionId: asked.connectionId,
    firmId: row.firm_id,
    accessToken,
    expiresAt,
    minutesLeft: Math.floor(secondsLeft / 60),
    cacheSeconds: cacheSeconds(secondsLeft),
    apiOrigin: door.env.clioOrigins[row.region],
    apiVersion: API_VERSION,
    scopesProven: scopesOf(row.proven),
  };
}

const isUnavailable = (thrown: unknown): thrown is AppError =>
  thrown instanceof AppError && thrown.code === "unavailable";

/** The stored token is over: either it heals by itself, or somebody has to mend something first. */
function noToken(status: ConnectionStatus, cause: AppError | null): Refusal {
  if (status === "needs_attention") {
    return new Refusal(
      "needs_attention",
      "The token is over, and something has to be mended first.",
    );
  }
  const detail = "The token is over and could not be renewed yet. Nothing is lost.";
  return new Refusal("token_unavailable", detail, cause?.retryAfterSeconds ?? 30);
}
