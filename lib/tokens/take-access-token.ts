import { renewDue } from "@/lib/connection/access-token-for";
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
    failure = await renewed(clientContext(door, row.client_id, asked.requestId), row.grant_id);
    // Whatever happened meanwhile (a disconnect, another grant, an end that Clio has just told of) is
    // judged as if just asked. A token that still lives is given even when renewing it failed.
    row = await look(door, asked);
  }
  if (row && row.seconds_left > 0) return viewOf(door, asked.connectionId, row);
  throw noToken((await explain(door, asked)).status, failure);
}

/** The row of a token that may be given to this key, if it may. */
async function look(door: Door, { key, connectionId }: Asked): Promise<GoodRow | null> {
  const [row] = await door.database.glance<GoodRow>(GOOD_STATEMENT, [key.id, connectionId]);
  return row && isEqualHash(row.secret_hash, key.secretHash) ? row : null;
}

/** Those of this process who wait for one grant wait together; those of others join by its lease. */
const waiting = new Map<string, Promise<AppError | null>>();

/** Renews a grant that is due; why it could not be, or null. */
async function renewed(ctx: Context, grantId: string): Promise<AppError | null> {
  let renewal = waiting.get(grantId);
  if (!renewal) {
    renewal = renewDue(ctx, grantId).finally(() => waiting.delete(grantId));
    waiting.set(grantId, renewal);
  }
  try {
    return await renewal;
  } catch (thrown) {
    if (isUnavailable(thrown)) return thrown;
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

function viewOf(door: Door, connectionId: string, row: GoodRow): AccessTokenView {
  const owner = sealOwner("grants.access_token_sealed", { id: row.grant_id, firmId: row.firm_id });
  return {
    client: row,
    connectionId,
    firmId: row.firm_id,
    accessToken: open(door.ring, owner, row.access_token_sealed),
    expiresAt: new Date(row.access_expires_at),
    minutesLeft: Math.floor(row.seconds_left / 60),
    cacheSeconds: cacheSeconds(row.seconds_left),
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
