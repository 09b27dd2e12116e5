import type { Secret } from "@/lib/logger";
import type { Region, Resource } from "@/lib/vocabulary";

// The port: what the house asks of a provider, in types only. The adapter behind it is the one
// place that knows HTTP, and the one place where a failure gets its class.

/** How a call failed, said once and next to the provider. */
export type FailureClass =
  /** A definite no of the provider's: the grant or code is dead. */
  | "rejected"
  /** Nothing was decided: network, time-out, 5xx, nonsense. Try again later. */
  | "transient"
  /** The provider refuses our application or our way of asking. */
  | "misconfigured";

export type Failure = {
  ok: false;
  class: FailureClass;
  /** A stable word for logs and rules, such as `invalid_grant`, `timeout`, `blocked_html`. */
  code: string;
  status?: number;
  /** Seconds to wait, when the provider said so (already clamped). */
  retryAfterSeconds?: number;
  /** False when it is certain that nothing of the request left: only then may a code be sent again. */
  sent: boolean;
};

export type ApplicationKeys = { clientId: string; clientSecret: Secret };

export type TokenSet = {
  accessToken: Secret;
  /** Absent when the provider keeps the old one valid: keep it then. */
  refreshToken: Secret | null;
  expiresInSeconds: number;
};

/** Who is behind a token, as far as the provider tells. */
export type Identity = {
  accountId: string;
  accountName: string;
  accountCreatedAt: Date | null;
  userId: string;
  userName: string;
  userEmail: string | null;
  userRoles: string[];
  userIsOwner: boolean | null;
};

/** One permission tried once. `refused` is a definite 403 of the API; the layer is the caller's to find. */
export type ProbeAnswer =
  | { ok: true }
  | { ok: false; kind: "refused"; status: 403 }
  | { ok: false; kind: "ended"; status: 401 }
  | { ok: false; kind: "failed"; failure: Failure };

export type IdentityAnswer =
  | { ok: true; identity: Identity }
  | { ok: false; kind: "refused"; status: 403 }
  | { ok: false; kind: "ended"; status: 401 }
  | { ok: false; kind: "failed"; failure: Failure };

export type KeyCheckAnswer = "accepted" | "refused" | "unknown";

/** What came back through the browser, read strictly: a parameter that stands twice is malformed. */
export type CallbackAnswer =
  | { kind: "code"; code: string }
  | { kind: "declined" }
  | { kind: "error"; code: string }
  | { kind: "malformed"; code: string };

export interface Provider {
  /** The URL of the approval screen. */
  authorizationUrl(input: {
    region: Region;
    clientId: string;
    redirectUri: string;
    state: string;
    codeChallenge: string | null;
  }): string;
  /** Reads the query of the return from the approval screen; `state` is the one the caller verified. */
  readCallback(input: {
    region: Region;
    parameters: URLSearchParams;
    state: string;
  }): CallbackAnswer;
  /** Sends a code, at most once: the caller must not call again when `sent` is true. */
  exchangeCode(input: {
    region: Region;
    keys: ApplicationKeys;
    redirectUri: string;
    code: string;
    codeVerifier: string | null;
  }): Promise<{ ok: true; tokens: TokenSet } | Failure>;
  refresh(input: {
    region: Region;
    keys: ApplicationKeys;
    refreshToken: Secret;
  }): Promise<{ ok: true; tokens: TokenSet } | Failure>;
  /** Ends the access token at the provider. Already ended counts as done. */
  revoke(input: { region: Region; accessToken: Secret }): Promise<{ ok: true } | Failure>;
  /** Whether the provider knows this pair of keys, found out with a throw-away code. */
  checkKeys(input: {
    region: Region;
    keys: ApplicationKeys;
    redirectUri: string;
  }): Promise<KeyCheckAnswer>;
  whoAmI(input: { region: Region; accessToken: Secret }): Promise<IdentityAnswer>;
  /** Whether the account has one user alone; null when that cannot be told. */
  hasSingleUser(input: { region: Region; accessToken: Secret }): Promise<boolean | null>;
  probe(input: { region: Region; accessToken: Secret; resource: Resource }): Promise<ProbeAnswer>;
  /** The provider's own page where applications are registered. */
  developerPortalUrl(region: Region): string;
}
