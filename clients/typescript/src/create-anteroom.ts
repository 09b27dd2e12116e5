import type {
  AccessToken,
  Connection,
  ConnectionList,
  ListedConnection,
  Report,
  ReportAnswer,
} from "./api-types.js";
import { Door, type DoorOptions, type Fetch } from "./door.js";
import { TokenCache } from "./token-cache.js";
import { type ClioFetch, clioFetch, type Met } from "./with-clio.js";

export interface Anteroom {
  /**
   * The connection's access token: from memory while the door allows, else from the door, which renews it
   * first when it is due. Throws `AnteroomError` with a code such as `access_ended` or `not_live`.
   */
  getAccessToken: (connectionId: string) => Promise<AccessToken>;
  /** `fetch` for Clio's API, for one connection: see `clioFetch`. */
  withClio: (connectionId: string, send?: Fetch) => ClioFetch;
  /** One connection, with what is known of each permission. */
  getConnection: (connectionId: string) => Promise<Connection>;
  /** All connections that the client may see, page by page as they are asked for. */
  listConnections: (filter?: ConnectionFilter) => AsyncGenerator<ListedConnection, void, undefined>;
}

export interface ConnectionFilter {
  status?: Connection["status"] | readonly Connection["status"][];
  region?: NonNullable<Connection["region"]>;
  /** The id of an integration. */
  integration?: string;
  live?: boolean;
  /** Those whose row changed since: ask again with the time of the last list. */
  updatedSince?: Date;
  /** How many a page has, 100 at most; the door has its own number. */
  limit?: number;
}

/** A refusal is worth telling again after a minute, a write that works after a day. */
const REFUSED_EVERY_MS = 60_000;
const WORKED_EVERY_MS = 24 * 60 * 60_000;

/**
 * A client of Anteroom's door. Make one for a process and keep it: it holds the tokens in memory.
 * Throws `TypeError` for an origin that is not https, except on this machine.
 */
export function createAnteroom(options: DoorOptions): Anteroom {
  const door = new Door(options);
  const of = (connectionId: string) => `/v1/connections/${encodeURIComponent(connectionId)}`;
  const tokens = new TokenCache((id) => door.json<AccessToken>({ path: `${of(id)}/access-token` }));
  const renewing = new Map<string, Promise<void>>();
  const reported = new Map<string, number>();

  const send = (connectionId: string, report: Report) =>
    door.json<ReportAnswer>({
      path: `${of(connectionId)}/report`,
      body: report,
      idempotencyKey: crypto.randomUUID(),
    });

  const report = (connectionId: string, met: Met) => {
    const isRefused = met.status === 403;
    const key = [connectionId, isRefused, met.resource, met.access].join(" ");
    const now = Date.now();
    const last = reported.get(key) ?? Number.NEGATIVE_INFINITY;
    if (now - last < (isRefused ? REFUSED_EVERY_MS : WORKED_EVERY_MS)) return;
    reported.set(key, now);
    // What does not arrive is told with the next call that meets it.
    send(connectionId, met).catch(() => reported.delete(key));
  };

  const renew = (connectionId: string, refused: AccessToken) => {
    const key = `${connectionId} ${refused.access_token}`;
    const begun = renewing.get(key);
    if (begun) return begun;
    if (tokens.isReplaced(connectionId, refused.access_token)) return Promise.resolve();
    // A report that does not arrive is no reason to ask for no token.
    const work = send(connectionId, { status: 401, token_expires_at: refused.expires_at })
      .then(noop, noop)
      .finally(() => {
        tokens.drop(connectionId, refused.access_token);
        renewing.delete(key);
      });
    renewing.set(key, work);
    return work;
  };

  const source = { token: (id: string) => tokens.get(id), report, renew };
  return {
    getAccessToken: source.token,
    withClio: (connectionId, fetchLike = (input, init) => fetch(input, init)) =>
      clioFetch(source, connectionId, fetchLike),
    getConnection: (connectionId) => door.json<Connection>({ path: of(connectionId) }),
    async *listConnections(filter = {}) {
      const query = queryOf(filter);
      for (;;) {
        const page = await door.json<ConnectionList>({ path: `/v1/connections?${query}` });
        yield* page.connections;
        if (page.next_cursor === null) return;
        query.set("cursor", page.next_cursor);
      }
    },
  };
}

const noop = () => {};

function queryOf(filter: ConnectionFilter): URLSearchParams {
  const { status, region, integration, live, updatedSince, limit } = filter;
  const query = new URLSearchParams();
  if (status) query.set("status", typeof status === "string" ? status : status.join(","));
  if (region) query.set("region", region);
  if (integration) query.set("integration", integration);
  if (live !== undefined) query.set("live", String(live));
  if (updatedSince) query.set("updated_since", updatedSince.toISOString());
  if (limit) query.set("limit", String(limit));
  return query;
}
