import {
  AuthorizationResponseError,
  ClientSecretPost,
  ResponseBodyError,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  customFetch,
  nopkce,
  processAuthorizationCodeResponse,
  processRefreshTokenResponse,
  refreshTokenGrantRequest,
  skipStateCheck,
  validateAuthResponse,
  type AuthorizationServer,
  type TokenEndpointResponse,
} from "oauth4webapi";
import { Secret } from "@/lib/logger";
import { FetchFailure } from "@/lib/providers/errors";
import type { ApplicationKeys, CallbackAnswer, Failure, TokenSet } from "@/lib/providers/provider";
import { boundedFetch } from "@/lib/providers/bounded-fetch";
import { retryAfterSeconds } from "../retry-after";

const MAX_TOKEN_LENGTH = 4096;
const MIN_LIFE_SECONDS = 60;
const MAX_LIFE_SECONDS = 31_536_000;
const DEFAULT_LIFE_SECONDS = 3600;
const PRINTABLE_ASCII = /^[\x21-\x7e]+$/;

/** Reads the return from the approval screen. `state` was verified by its hash before. */
export function readCallback(
  server: AuthorizationServer,
  parameters: URLSearchParams,
  state: string,
): CallbackAnswer {
  // The library takes an empty issuer for none.
  if (parameters.has("iss") && parameters.get("iss") !== server.issuer)
    return { kind: "malformed", code: "other_issuer" };
  try {
    const answer = validateAuthResponse(server, { client_id: "unused" }, parameters, state);
    if (parameters.getAll("code").length > 1)
      return { kind: "malformed", code: "repeated_parameter" };
    // The library takes an empty issuer for none (RFC 9207): what is there has to be ours.
    if (parameters.has("iss") && parameters.get("iss") !== server.issuer)
      return { kind: "malformed", code: "not_conform" };
    const code = answer.get("code");
    if (!code || code.length > 1024 || !PRINTABLE_ASCII.test(code))
      return { kind: "malformed", code: "no_code" };
    return { kind: "code", code };
  } catch (thrown) {
    if (!(thrown instanceof AuthorizationResponseError))
      return { kind: "malformed", code: "not_conform" };
    if (thrown.error === "access_denied") return { kind: "declined" };
    return {
      kind: "error",
      code: /^[a-z_]{1,40}$/.test(thrown.error) ? thrown.error : "unknown_error",
    };
  }
}

/** POST of an authorization code. Source: Clio's developer handbook, "Authorization" (docs/clio.md, "Tokens"). */
export async function postCode(
  server: AuthorizationServer,
  keys: ApplicationKeys,
  input: { code: string; redirectUri: string; codeVerifier: string | null },
): Promise<{ ok: true; tokens: TokenSet } | Failure> {
  const client = { client_id: keys.clientId };
  return callTokenEndpoint(async (request) => {
    const parameters = validateAuthResponse(
      server,
      client,
      new URLSearchParams({ code: input.code }),
      skipStateCheck,
    );
    const response = await authorizationCodeGrantRequest(
      server,
      client,
      ClientSecretPost(keys.clientSecret.reveal()),
      parameters,
      input.redirectUri,
      input.codeVerifier ?? nopkce,
      request,
    );
    return { response, read: () => processAuthorizationCodeResponse(server, client, response) };
  });
}

/** POST of a refresh token. Clio's answer has no refresh token: the old one stays (docs/clio.md, "Tokens"). */
export async function postRefreshToken(
  server: AuthorizationServer,
  keys: ApplicationKeys,
  refreshToken: Secret,
): Promise<{ ok: true; tokens: TokenSet } | Failure> {
  const client = { client_id: keys.clientId };
  return callTokenEndpoint(async (request) => {
    const secret = ClientSecretPost(keys.clientSecret.reveal());
    const response = await refreshTokenGrantRequest(
      server,
      client,
      secret,
      refreshToken.reveal(),
      request,
    );
    return { response, read: () => processRefreshTokenResponse(server, client, response) };
  });
}

type Call = { response: Response; read: () => Promise<TokenEndpointResponse> };

async function callTokenEndpoint(
  send: (request: {
    [customFetch]: (url: string, init: RequestInit) => Promise<Response>;
    [allowInsecureRequests]: boolean;
  }) => Promise<Call>,
): Promise<{ ok: true; tokens: TokenSet } | Failure> {
  let response: Response | null = null;
  try {
    // lib/env lets plain http pass for loopback addresses only.
    const call = await send({ [customFetch]: boundedFetch, [allowInsecureRequests]: true });
    response = call.response;
    return readTokens(await call.read());
  } catch (thrown) {
    return classify(thrown, response);
  }
}

/** The one place where a failure of the token endpoint gets its class. Raw answers stay here. */
function classify(thrown: unknown, response: Response | null): Failure {
  if (thrown instanceof FetchFailure) {
    return { ok: false, class: "transient", code: thrown.code, sent: thrown.sent };
  }
  const status = response?.status;
  const failure = { ok: false as const, status, sent: true };
  if (status === 429) {
    const seconds = retryAfterSeconds(response?.headers.get("retry-after") ?? null);
    return { ...failure, class: "transient", code: "rate_limited", retryAfterSeconds: seconds };
  }
  if (thrown instanceof ResponseBodyError) {
    if (thrown.error === "invalid_grant")
      return { ...failure, class: "rejected", code: "invalid_grant" };
    if (thrown.error === "invalid_client" || thrown.error === "unauthorized_client") {
      return { ...failure, class: "misconfigured", code: "invalid_client" };
    }
    return { ...failure, class: "misconfigured", code: "request_refused" };
  }
  if (status === 403) return { ...failure, class: "transient", code: "blocked_html" };
  if (status !== undefined && status >= 500)
    return { ...failure, class: "transient", code: "server_error" };
  return { ...failure, class: "transient", code: "unusable_answer" };
}

function readTokens(answer: TokenEndpointResponse): { ok: true; tokens: TokenSet } | Failure {
  const isToken = (text: string) => text.length <= MAX_TOKEN_LENGTH && PRINTABLE_ASCII.test(text);
  const { access_token: access, refresh_token: refresh, token_type: type } = answer;
  const isUsable =
    isToken(access) && (refresh === undefined || isToken(refresh)) && type === "bearer";
  if (!isUsable) return { ok: false, class: "transient", code: "unusable_answer", sent: true };
  return {
    ok: true,
    tokens: {
      accessToken: new Secret(access),
      refreshToken: refresh === undefined ? null : new Secret(refresh),
      expiresInSeconds: lifeSeconds(answer.expires_in),
    },
  };
}

function lifeSeconds(given: number | undefined): number {
  if (given === undefined || !Number.isFinite(given)) return DEFAULT_LIFE_SECONDS;
  return Math.min(MAX_LIFE_SECONDS, Math.max(MIN_LIFE_SECONDS, Math.floor(given)));
}
