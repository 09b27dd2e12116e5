import type { ConnectionStatus, Region, StatusReason } from "@/lib/vocabulary";

// The statements of the door's read path, each planned once for a connection of the pool. Which firms
// a client may see stands in their WHERE. Instants are text as PostgreSQL writes them.

/** What is known of a key and of the client that it belongs to. */
export type KeyRow = {
  secret_hash: string;
  key_expires_at: string;
  key_revoked_at: string | null;
  client_id: string;
  client_revoked_at: string | null;
  integration_id: string | null;
  may_read_status: boolean;
  may_take_tokens: boolean;
  before_live: boolean;
  requests_a_minute: number;
  at: string;
};

const KEY_COLUMNS = `k.secret_hash, k.expires_at as key_expires_at, k.revoked_at as key_revoked_at,
  c.id as client_id, c.revoked_at as client_revoked_at, c.integration_id, c.may_read_status,
  c.may_take_tokens, c.before_live, c.requests_a_minute, now() as at`;

/** The firms of a client: those of its integration, and those that it was given one by one. */
const IS_OF_CLIENT = `(f.integration_id = c.integration_id or exists (
    select 1 from token_client_firms x where x.client_id = c.id and x.firm_id = f.id))`;

/** A key and, when it may be seen, a connection with its grant; its columns are null otherwise. */
export type TokenRow = KeyRow &
  (
    | { connection_id: null }
    | ({
        connection_id: string;
        firm_id: string;
        status: ConnectionStatus;
        status_reason: StatusReason;
        live_at: string | null;
        live_until: string | null;
      } & (
        | { grant_id: null }
        | {
            grant_id: string;
            region: Region;
            is_confirmed: boolean;
            access_token_sealed: string | null;
            access_expires_at: string;
            refresh_due_at: string | null;
            ended_at: string | null;
            proven: string | null;
          }
      ))
  );

/** Parameters: the key's id, the connection's id. One row for a key that there is, none otherwise. */
export const TOKEN_STATEMENT = `select ${KEY_COLUMNS},
  n.id as connection_id, n.firm_id, n.status, n.status_reason, f.live_at, f.live_until,
  g.id as grant_id, g.region, g.access_token_sealed, g.access_expires_at, g.refresh_due_at, g.ended_at,
  n.identity_confirmed_at is not null and g.account_id = n.account_id and g.region = n.region
    as is_confirmed,
  (select string_agg(s.resource || ':read', ' ') from scope_checks s
    where s.grant_id = g.id and s.result = 'works') as proven
from token_keys k
join token_clients c on c.id = k.client_id
left join (connections n join firms f on f.id = n.firm_id and f.closed_at is null)
  on n.id = $2 and ${IS_OF_CLIENT}
left join grants g on g.connection_id = n.id and g.state = 'active'
where k.id = $1`;

/** Parameter: the key's id. */
export const KEY_STATEMENT = `select ${KEY_COLUMNS}
from token_keys k join token_clients c on c.id = k.client_id where k.id = $1`;
