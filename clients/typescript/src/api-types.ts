// Made of the door's OpenAPI document by `npm run client-types`: not to be changed by hand.

export interface AccessToken {
  connection_id: string;
  /** Send it to Clio as a bearer token. */
  access_token: string;
  token_type: "Bearer";
  expires_at: string;
  minutes_left: number;
  /** How long you may keep the token before you ask here again. */
  cache_seconds: number;
  /** Where this firm's Clio is: its region's host. */
  api_origin: string;
  /** Send it as X-API-VERSION. */
  api_version: string;
  /** Permissions that Clio has shown to work, such as contacts:read. */
  scopes_proven: string[];
}

export interface Connection {
  id: string;
  firm: {
    id: string;
    name: string;
  };
  integration_id: string;
  region: "us" | "eu" | "ca" | "au" | null;
  status:
    | "not_connected"
    | "access_ended"
    | "needs_attention"
    | "working"
    | "checking";
  reason:
    | "never_connected"
    | "disconnected"
    | "revoked"
    | "user_disabled"
    | "confirm_account"
    | "other_account"
    | "agency_confirms"
    | "account_unreadable"
    | "permission_missing"
    | "reauthorization_due"
    | "keys_refused"
    | "plan_suspected"
    | "all_proven"
    | "first_check"
    | "clio_unavailable"
    | "our_fault"
    | "stale";
  /** Who has to move next. */
  actor: "firm" | "agency" | "clio" | "nobody";
  status_since: string;
  /** The integration is switched on for the firm. */
  live: boolean;
  /** The firm's Clio account, once somebody has confirmed it. */
  account: {
    id: string;
    name: string;
  } | null;
  connected_at: string | null;
  disconnected_at: string | null;
  updated_at: string;
  next_action:
    | "none"
    | "wait"
    | "connect"
    | "confirm_account"
    | "fix_permissions"
    | "check_plan"
    | "send_keys"
    | "ask_agency";
  user: {
    name: string;
    email: string | null;
  } | null;
  scopes: {
    resource:
      | "users"
      | "contacts"
      | "matters"
      | "activities"
      | "calendars"
      | "tasks"
      | "documents"
      | "communications"
      | "custom_fields"
      | "billing"
      | "webhooks";
    access: "read" | "write";
    required: boolean;
    result:
      | "works"
      | "read_works"
      | "missing_in_application"
      | "user_lacks_it"
      | "refused"
      | "not_tested";
    checked_at: string | null;
  }[];
  checked_at: string | null;
}

export interface ConnectionList {
  connections: ListedConnection[];
  /** null on the last page. */
  next_cursor: string | null;
}

export interface ListedConnection {
  id: string;
  firm: {
    id: string;
    name: string;
  };
  integration_id: string;
  region: "us" | "eu" | "ca" | "au" | null;
  status:
    | "not_connected"
    | "access_ended"
    | "needs_attention"
    | "working"
    | "checking";
  reason:
    | "never_connected"
    | "disconnected"
    | "revoked"
    | "user_disabled"
    | "confirm_account"
    | "other_account"
    | "agency_confirms"
    | "account_unreadable"
    | "permission_missing"
    | "reauthorization_due"
    | "keys_refused"
    | "plan_suspected"
    | "all_proven"
    | "first_check"
    | "clio_unavailable"
    | "our_fault"
    | "stale";
  /** Who has to move next. */
  actor: "firm" | "agency" | "clio" | "nobody";
  status_since: string;
  /** The integration is switched on for the firm. */
  live: boolean;
  /** The firm's Clio account, once somebody has confirmed it. */
  account: {
    id: string;
    name: string;
  } | null;
  connected_at: string | null;
  disconnected_at: string | null;
  updated_at: string;
}

export interface Problem {
  /** urn:anteroom:problem: and the code */
  type: string;
  title: string;
  status: number;
  code:
    | "route_unknown"
    | "method_unknown"
    | "address_unreadable"
    | "parameter_invalid"
    | "body_too_long"
    | "body_not_json"
    | "body_invalid"
    | "header_invalid"
    | "key_missing"
    | "key_repeated"
    | "key_in_address"
    | "key_unknown"
    | "key_expired"
    | "key_revoked"
    | "right_missing"
    | "connection_unknown"
    | "not_connected"
    | "account_unconfirmed"
    | "not_live"
    | "access_ended"
    | "needs_attention"
    | "token_unavailable"
    | "rate_limited"
    | "network_rate_limited"
    | "report_repeated"
    | "report_running"
    | "nothing_to_report_on"
    | "unavailable"
    | "keys_unavailable"
    | "internal";
  detail: string;
  request_id: string;
}

export interface Report {
  /** What Clio answered: 401, 403, or 2xx for a write that worked. */
  status: number;
  /** Needed but for 401. */
  resource?:
    | "users"
    | "contacts"
    | "matters"
    | "activities"
    | "calendars"
    | "tasks"
    | "documents"
    | "communications"
    | "custom_fields"
    | "billing"
    | "webhooks";
  /** Needed but for 401. */
  access?: "read" | "write";
  /** `expires_at` of the token that was used: one that was renewed since is no news. */
  token_expires_at?: string;
}

export interface ReportAnswer {
  connection_id: string;
  outcome:
    | "token_renewed"
    | "token_works"
    | "access_doubted"
    | "access_ended"
    | "permission_works"
    | "permission_refused"
    | "permission_unused"
    | "write_noted"
    | "not_answered";
  /** A token that works is to be had: ask for it. */
  take_token: boolean;
  status:
    | "not_connected"
    | "access_ended"
    | "needs_attention"
    | "working"
    | "checking";
  reason:
    | "never_connected"
    | "disconnected"
    | "revoked"
    | "user_disabled"
    | "confirm_account"
    | "other_account"
    | "agency_confirms"
    | "account_unreadable"
    | "permission_missing"
    | "reauthorization_due"
    | "keys_refused"
    | "plan_suspected"
    | "all_proven"
    | "first_check"
    | "clio_unavailable"
    | "our_fault"
    | "stale";
  /** Of the permission, if one was. */
  result:
    | "works"
    | "read_works"
    | "missing_in_application"
    | "user_lacks_it"
    | "refused"
    | "not_tested" | null;
}
