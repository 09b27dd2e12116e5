import {
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  AuthorizationResponseError,
  ClientSecretBasic,
  ClientSecretPost,
  clockTolerance,
  customFetch,
  discoveryRequest,
  getValidatedIdTokenClaims,
  processAuthorizationCodeResponse,
  processDiscoveryResponse,
  processUserInfoResponse,
  userInfoRequest,
  validateApplicationLevelSignature,
  validateAuthResponse,
  type AuthorizationServer,
  type Client,
} from "oauth4webapi";
import type { OidcSettings } from "@/lib/env";
import { boundedFetch } from "@/lib/providers/bounded-fetch";
import { FetchFailure } from "@/lib/providers/errors";

const DISCOVERY_LIFE_MS = 10 * 60_000;
const CLOCK_TOLERANCE_SECONDS = 30;
/** Where the server is known to be set up for TLS; `lib/env` lets plain http pass for loopback alone. */
const request = { [customFetch]: boundedFetch, [allowInsecureRequests]: true };

/** Who signed in, as the server's signed token says, or why nobody did. */
export type OidcAnswer =
  | {
      kind: "identity";
      issuer: string;
      subject: string;
      email: string | null;
      isEmailVerified: boolean;
      name: string | null;
      /** When the person last proved to the server who they are; null when it does not say. */
      authAt: Date | null;
    }
  | { kind: "declined" }
  | { kind: "refused"; detail: string }
  | { kind: "unavailable"; detail: string };

/** Thrown when the server’s description cannot be had: it is down, or it is not the issuer’s. */
export class IssuerUnavailable extends Error {
  override name = "IssuerUnavailable";
}

const known = new Map<string, { server: AuthorizationServer; until: number }>();

/** The server's own description (OpenID Connect Discovery), kept for ten minutes. Throws `IssuerUnavailable`. */
async function discover({ issuer }: OidcSettings): Promise<AuthorizationServer> {
  const kept = known.get(issuer);
  if (kept && Date.now() < kept.until) return kept.server;
  try {
    const url = new URL(issuer);
    const response = await discoveryRequest(url, { ...request, algorithm: "oidc" });
    const server = await processDiscoveryResponse(url, response);
    known.set(issuer, { server, until: Date.now() + DISCOVERY_LIFE_MS });
    return server;
  } catch (cause) {
    throw new IssuerUnavailable(`no description of ${issuer}`, { cause });
  }
}

function clientOf({ clientId }: OidcSettings): Client {
  return { client_id: clientId, [clockTolerance]: CLOCK_TOLERANCE_SECONDS };
}

/**
 * Where the browser goes to sign in: code flow with PKCE, state and nonce. With `again` the person proves
 * anew who they are. Throws `IssuerUnavailable`.
 */
export async function oidcAuthorizationUrl(
  settings: OidcSettings,
  input: {
    redirectUri: string;
    state: string;
    nonce: string;
    codeChallenge: string;
    again: boolean;
  },
): Promise<string> {
  const server = await discover(settings);
  if (!server.authorization_endpoint) {
    throw new IssuerUnavailable(`${settings.issuer} names no page to sign in at`);
  }
  const url = new URL(server.authorization_endpoint);
  const parameters = {
    client_id: settings.clientId,
    redirect_uri: input.redirectUri,
    response_type: "code",
    scope: "openid email profile",
    state: input.state,
    nonce: input.nonce,
    code_challenge: input.codeChallenge,
    code_challenge_method: "S256",
    ...(input.again && { prompt: "login", max_age: "0" }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/**
 * Reads the return, sends the code once, and verifies the token: issuer, audience, times, nonce and
 * signature. The raw answer stays here. With `maxAgeSeconds` the token must say when the person signed in.
 */
export async function readOidcReturn(
  settings: OidcSettings,
  input: {
    parameters: URLSearchParams;
    redirectUri: string;
    state: string;
    nonce: string;
    codeVerifier: string;
    maxAgeSeconds: number | null;
  },
): Promise<OidcAnswer> {
  try {
    return await read(settings, input);
  } catch (thrown) {
    if (thrown instanceof AuthorizationResponseError) {
      const isDeclined = thrown.error === "access_denied" || thrown.error === "login_required";
      return isDeclined ? { kind: "declined" } : { kind: "refused", detail: "error_returned" };
    }
    if (thrown instanceof FetchFailure || thrown instanceof IssuerUnavailable) {
      return { kind: "unavailable", detail: thrown.message };
    }
    return { kind: "refused", detail: thrown instanceof Error ? thrown.message : "unknown" };
  }
}

async function read(
  settings: OidcSettings,
  input: Parameters<typeof readOidcReturn>[1],
): Promise<OidcAnswer> {
  const server = await discover(settings);
  const client = clientOf(settings);
  // The library takes an empty issuer for none (RFC 9207).
  if (input.parameters.has("iss") && input.parameters.get("iss") !== server.issuer) {
    return { kind: "refused", detail: "another issuer" };
  }
  const parameters = validateAuthResponse(server, client, input.parameters, input.state);
  const response = await authorizationCodeGrantRequest(
    server,
    client,
    authenticationFor(server, settings),
    parameters,
    input.redirectUri,
    input.codeVerifier,
    request,
  );
  if (response.status >= 500) return { kind: "unavailable", detail: String(response.status) };
  const answer = await processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: input.nonce,
    requireIdToken: true,
    ...(input.maxAgeSeconds !== null && { maxAge: input.maxAgeSeconds }),
  });
  await validateApplicationLevelSignature(server, response, request);
  const token = getValidatedIdTokenClaims(answer);
  if (!token) return { kind: "refused", detail: "no identity" };
  // Some servers tell the address at their userinfo endpoint alone.
  const isComplete = token.email !== undefined || !server.userinfo_endpoint;
  const claims = isComplete
    ? token
    : await processUserInfoResponse(
        server,
        client,
        token.sub,
        await userInfoRequest(server, client, answer.access_token, request),
      );
  return {
    kind: "identity",
    issuer: token.iss,
    subject: token.sub,
    email: typeof claims.email === "string" ? claims.email : null,
    isEmailVerified: claims.email_verified === true,
    name: typeof claims.name === "string" ? claims.name : null,
    authAt: token.auth_time === undefined ? null : new Date(token.auth_time * 1000),
  };
}

function authenticationFor(server: AuthorizationServer, { clientSecret }: OidcSettings) {
  const ways = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  const isByHeader = ways.includes("client_secret_basic");
  return (isByHeader ? ClientSecretBasic : ClientSecretPost)(clientSecret.reveal());
}
