import { now, type Context } from "@/lib/context";
import { hashToken, randomToken } from "@/lib/crypto/hash";
import { seal } from "@/lib/crypto/seal";
import { oidcAttempts } from "@/lib/db/schema";
import { sealOwner } from "@/lib/db/sealed-columns";
import { oidcSettings, type Env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { IssuerUnavailable, oidcAuthorizationUrl } from "@/lib/providers/oidc/oidc-client";

export const OIDC_ATTEMPT_SECONDS = 10 * 60;

/** What a trip remembers, sealed for its row: the code verifier, and what it is for. */
export type OidcTrip = {
  verifier: string;
  /** To give the second factor again in this session, and then go to this page of staff's. */
  stepUp: { sessionId: string; next: string } | null;
};

export const oidcRedirectUri = (env: Env): string => `${env.PORTAL_URL}/api/auth/callback/oidc`;

/** A trip's nonce follows from what only its browser and its address hold; the row has its hash. */
export const oidcNonce = (state: string, browserToken: string): string =>
  hashToken(`nonce\0${state}\0${browserToken}`);

export const oidcTripOwner = (id: string) =>
  sealOwner("oidc_attempts.verifier_sealed", { id, firmId: null });

/**
 * Somebody sets out to the organisation's own sign-in, bound to this browser, for ten minutes; with
 * `stepUp` to prove once more who they are. Returns where to go. Throws `not_found` without single
 * sign-on, and `unavailable` when its server does not answer.
 */
export async function startOidc(
  ctx: Context,
  input: { browserToken: string; stepUp: OidcTrip["stepUp"] },
): Promise<{ location: string }> {
  const settings = oidcSettings(ctx.env);
  if (!settings) throw new AppError({ code: "not_found", message: "there is no single sign-on" });
  const id = newId("oidcAttempt");
  const state = randomToken();
  const verifier = randomToken();
  const nonce = oidcNonce(state, input.browserToken);
  const location = await oidcAuthorizationUrl(settings, {
    redirectUri: oidcRedirectUri(ctx.env),
    state,
    nonce,
    codeChallenge: hashToken(verifier),
    again: input.stepUp !== null,
  }).catch((thrown: unknown) => {
    throw thrown instanceof IssuerUnavailable ? unavailable(thrown) : thrown;
  });
  const at = await now(ctx);
  const trip: OidcTrip = { verifier, stepUp: input.stepUp };
  await ctx.db.query((db) =>
    db.insert(oidcAttempts).values({
      id,
      stateHash: hashToken(state),
      browserHash: hashToken(input.browserToken),
      nonceHash: hashToken(nonce),
      verifierSealed: seal(ctx.ring, oidcTripOwner(id), JSON.stringify(trip)),
      createdAt: at,
      expiresAt: new Date(at.getTime() + OIDC_ATTEMPT_SECONDS * 1000),
    }),
  );
  return { location };
}

function unavailable(cause: IssuerUnavailable): AppError {
  return new AppError({
    code: "unavailable",
    message: cause.message,
    human:
      "Your organisation’s sign-in is not answering right now. Please try again in a few minutes.",
    retryAfterSeconds: 60,
    cause,
  });
}
