import type { AuthorizationServer } from "oauth4webapi";
import { randomToken } from "@/lib/crypto/hash";
import type { Env } from "@/lib/env";
import { FetchFailure } from "@/lib/providers/errors";
import type { Provider } from "@/lib/providers/provider";
import type { Region } from "@/lib/vocabulary";
import { hasSingleUser, probe, whoAmI } from "./api";
import { boundedFetch } from "@/lib/providers/bounded-fetch";
import { observedProvider } from "./observed";
import { retryAfterSeconds } from "../retry-after";
import { postCode, postRefreshToken, readCallback } from "./token-endpoint";

/** Clio's developer portals by region. Source: Clio's developer handbook, "Regions" (docs/clio.md). */
const portals: Record<Region, string> = {
  us: "https://developers.clio.com",
  eu: "https://eu.developers.clio.com",
  ca: "https://ca.developers.clio.com",
  au: "https://au.developers.clio.com",
};

/**
 * Clio Manage behind the port. Hosts come from the region table of the environment alone: a host
 * taken from a form, a query or an answer would get the bearer token.
 */
export function clioProvider(env: Pick<Env, "clioOrigins">): Provider {
  const origin = (region: Region) => env.clioOrigins[region];
  const server = (region: Region): AuthorizationServer => ({
    issuer: origin(region),
    authorization_endpoint: `${origin(region)}/oauth/authorize`,
    token_endpoint: `${origin(region)}/oauth/token`,
  });
  const at = (region: Region) => ({ region, origin: origin(region) });
  return observedProvider({
    authorizationUrl({ region, clientId, redirectUri, state, codeChallenge }) {
      const url = new URL(`${origin(region)}/oauth/authorize`);
      url.searchParams.set("response_type", "code");
      url.searchParams.set("client_id", clientId);
      url.searchParams.set("redirect_uri", redirectUri);
      url.searchParams.set("state", state);
      // Without it a person who declines is stranded on Clio (docs/clio.md, "Authorization request").
      url.searchParams.set("redirect_on_decline", "true");
      if (codeChallenge) {
        url.searchParams.set("code_challenge", codeChallenge);
        url.searchParams.set("code_challenge_method", "S256");
      }
      return url.href;
    },
    readCallback: ({ region, parameters, state }) =>
      readCallback(server(region), parameters, state),
    exchangeCode: ({ region, keys, ...input }) => postCode(server(region), keys, input),
    refresh: ({ region, keys, refreshToken }) =>
      postRefreshToken(server(region), keys, refreshToken),
    async revoke({ region, accessToken }) {
      try {
        const response = await boundedFetch(`${origin(region)}/oauth/deauthorize`, {
          method: "POST",
          headers: { authorization: `Bearer ${accessToken.reveal()}` },
          body: new URLSearchParams({ token: accessToken.reveal() }),
        });
        const { status } = response;
        if (status === 200 || status === 401) return { ok: true };
        const failure = { ok: false, class: "transient", status, sent: true } as const;
        if (status !== 429) return { ...failure, code: "unusable_answer" };
        const seconds = retryAfterSeconds(response.headers.get("retry-after"));
        return { ...failure, code: "rate_limited", retryAfterSeconds: seconds };
      } catch (thrown) {
        if (!(thrown instanceof FetchFailure)) throw thrown;
        return { ok: false, class: "transient", code: thrown.code, sent: thrown.sent };
      }
    },
    async checkKeys({ region, keys, redirectUri }) {
      const answer = await postCode(server(region), keys, {
        code: randomToken(),
        redirectUri,
        codeVerifier: null,
      });
      // A made-up code can only be refused; which refusal tells whether the pair is known.
      if (answer.ok) return "unknown";
      if (answer.code === "invalid_grant") return "accepted";
      return answer.code === "invalid_client" ? "refused" : "unknown";
    },
    whoAmI: ({ region, accessToken }) => whoAmI(at(region), accessToken),
    hasSingleUser: ({ region, accessToken }) => hasSingleUser(at(region), accessToken),
    probe: ({ region, accessToken, resource }) => probe(at(region), accessToken, resource),
    developerPortalUrl(region) {
      // The sandbox keeps its developer portal on the region's own origin.
      const isSandbox = origin(region).startsWith("http:");
      return isSandbox ? `${origin(region)}/developer/applications` : portals[region];
    },
  });
}
