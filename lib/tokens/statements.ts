import type { ConnectionStatus, NextActor, Region, StatusReason } from "@/lib/vocabulary";

// The statements of the door's read path, each planned once for a connection of the pool. Which firms
// a client may see stands in their WHERE, and what is a comparison with the clock is answered there, too:
// an instant is text that somebody has to write and to read. As few columns as there may be.

/** What is known of a key and of the client that it belongs to. */
export type KeyRow = {
  secret_hash: string;
  key_state: "good" | "expired" | "revoked";
  client_id: string;
  may_read_status: boolean;
  may_take_tokens: boolean;
  requests_a_minute: number;
};

/** Whose request it is, and how many it may make. */
export type CountedClient = Pick<KeyRow, "client_id" | "requests_a_minute">;

const KEY_COLUMNS = `k.secret_hash,
  case when k.revoked_at is not null or c.revoked_at is not null then 'revoked'
    when k.expires_at <= now() then 'expired' else 'good' end as key_state,
  c.id as client_id, c.may_read_status, c.may_take_tokens, c.requests_a_minute`;

/** The firms of a client: those of its integration, and those that it was given one by one. */
const IS_OF_CLIENT = `(f.integration_id = c.integration_id or exists (
    select 1 from token_client_firms x where x.client_id = c.id and x.firm_id = f.id))`;

/** As `isLive` in lib/onboarding/rules.ts says it of one firm. */
const IS_LIVE = "(f.live_at is not null and coalesce(f.live_until > now(), true))";

/** A key and, when it may be seen, a connection with its grant; its columns are null otherwise. */
export type TokenRow = KeyRow &
  (
    | { connection_id: null }
    | ({
        connection_id: string;
        firm_id: string;
        status: ConnectionStatus;
        /** The firm is live, or the client need not wait for that. */
        is_open: boolean;
      } & (
        | { grant_id: null }
        | {
            grant_id: string;
            is_confirmed: boolean;
            is_ended: boolean;
          }
      ))
  );

/** What is needed to give a token. */
export type GoodRow = {
  secret_hash: string;
  client_id: string;
  requests_a_minute: number;
  firm_id: string;
  grant_id: string;
  region: Region;
  access_token_sealed: string;
  access_expires_at: string;
  seconds_left: number;
  is_due: boolean;
  proven: string;
};

/**
 * Parameters as `TOKEN_STATEMENT`. One row when everything holds that is asked of key, client, firm,
 * connection and grant; none otherwise, and `TOKEN_STATEMENT` says why. Almost every request ends here:
 * this one asks and carries as little as there may be.
 */
export const GOOD_STATEMENT = `select k.secret_hash, c.id as client_id, c.requests_a_minute, n.firm_id,
  g.id as grant_id, g.region, g.access_token_sealed, g.access_expires_at,
  date_part('epoch', g.access_expires_at - now()) as seconds_left,
  coalesce(g.refresh_due_at <= now(), true) as is_due,
  array_to_string(array(
    select s.resource || case s.write_result when 'works' then ':both' else ':read' end
    from scope_checks s where s.grant_id = g.id and s.result = 'works'), ' ') as proven
from token_keys k
join token_clients c on c.id = k.client_id
join connections n on n.id = $2
join firms f on f.id = n.firm_id and ${IS_OF_CLIENT}
join grants g on g.connection_id = n.id and g.state = 'active'
where k.id = $1 and k.revoked_at is null and k.expires_at > now()
  and c.revoked_at is null and c.may_take_tokens
  and f.closed_at is null and (c.before_live or ${IS_LIVE})
  and n.identity_confirmed_at is not null and g.account_id = n.account_id and g.region = n.region
  and g.ended_at is null and g.access_token_sealed is not null`;

/** Parameters: the key's id, the connection's id. One row for a key that there is, none otherwise: why there is no token. */
export const TOKEN_STATEMENT = `select ${KEY_COLUMNS},
  n.id as connection_id, n.firm_id, n.status, c.before_live or ${IS_LIVE} as is_open,
  g.id as grant_id, g.ended_at is not null as is_ended,
  n.identity_confirmed_at is not null and g.account_id = n.account_id and g.region = n.region
    as is_confirmed
from token_keys k
join token_clients c on c.id = k.client_id
left join (connections n join firms f on f.id = n.firm_id and f.closed_at is null)
  on n.id = $2 and ${IS_OF_CLIENT}
left join grants g on g.connection_id = n.id and g.state = 'active'
where k.id = $1`;

/** A key and, when it may be seen, whose connection it is. */
export type ConnectionRow = KeyRow &
  (
    | { connection_id: null }
    | {
        connection_id: string;
        firm_id: string;
        firm_name: string;
        integration_id: string;
        is_live: boolean;
        updated_at: string;
      }
  );

/** The newest of the instants at which something of a connection changed that the list shows. */
const UPDATED_AT =
  "greatest(n.created_at, n.status_since, n.connected_at, n.disconnected_at, f.live_at)";

/** Parameters and rows as `TOKEN_STATEMENT`, without anything of the grant. */
export const CONNECTION_STATEMENT = `select ${KEY_COLUMNS},
  n.id as connection_id, n.firm_id, f.name as firm_name, f.integration_id, ${IS_LIVE} as is_live,
  ${UPDATED_AT} as updated_at
from token_keys k
join token_clients c on c.id = k.client_id
left join (connections n join firms f on f.id = n.firm_id and f.closed_at is null)
  on n.id = $2 and ${IS_OF_CLIENT}
where k.id = $1`;

/** Who asks for a list, and by what its firms are found. */
export type ListerRow = KeyRow & { integration_id: string | null; has_firms: boolean };

/** Parameter: the key's id. */
export const LISTER_STATEMENT = `select ${KEY_COLUMNS}, c.integration_id,
  exists (select 1 from token_client_firms x where x.client_id = c.id) as has_firms
from token_keys k join token_clients c on c.id = k.client_id where k.id = $1`;

/** One line of a client's list. */
export type ListRow = {
  id: string;
  firm_id: string;
  firm_name: string;
  integration_id: string;
  region: Region | null;
  status: ConnectionStatus;
  status_reason: StatusReason;
  status_actor: NextActor;
  status_since: string;
  is_overdue: boolean;
  is_live: boolean;
  account_id: string | null;
  account_name: string | null;
  connected_at: string | null;
  disconnected_at: string | null;
  updated_at: string;
};

const LIST_COLUMNS = `n.id, f.id as firm_id, f.name as firm_name, f.integration_id,
  coalesce(n.region, f.region) as region, n.status, n.status_reason, n.status_actor, n.status_since,
  coalesce(n.status_changes_at <= now(), false) as is_overdue, ${IS_LIVE} as is_live,
  n.account_id, n.account_name, n.connected_at, n.disconnected_at, ${UPDATED_AT} as updated_at`;

/** A status that time has changed is judged by who reads the rows: it passes every filter here. */
const LIST_FILTERS = `f.id > $2 and f.closed_at is null
  and ($4::text is null or n.status = any(string_to_array($4, ',')) or n.status_changes_at <= now())
  and ($5::text is null or coalesce(n.region, f.region) = $5)
  and ($6::boolean is null or ${IS_LIVE} = $6)
  and ($7::timestamptz is null or ${UPDATED_AT} >= $7)
  and ($8::text is null or f.integration_id = $8)
order by f.id limit $3`;

/**
 * Parameters: the client's integration or the client, whichever its firms come by; the last firm of
 * the page before; how many lines; then the filters or null: statuses with commas between, region,
 * live, updated since, integration. A page is found by index, however many firms there are.
 */
export const LIST_STATEMENTS = {
  integration: `select ${LIST_COLUMNS} from firms f join connections n on n.firm_id = f.id
where f.integration_id = $1 and ${LIST_FILTERS}`,
  firms: `select ${LIST_COLUMNS} from token_client_firms x
join firms f on f.id = x.firm_id join connections n on n.firm_id = f.id
where x.client_id = $1 and ${LIST_FILTERS}`,
  both: `select ${LIST_COLUMNS} from firms f join connections n on n.firm_id = f.id
join token_clients c on c.id = $1 and ${IS_OF_CLIENT}
where ${LIST_FILTERS}`,
};
