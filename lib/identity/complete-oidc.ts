import { and, eq, gt, isNull } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { hashToken } from "@/lib/crypto/hash";
import { open } from "@/lib/crypto/open";
import type { Queryable } from "@/lib/db/client";
import { oidcAttempts, sessions } from "@/lib/db/schema";
import { oidcSettings } from "@/lib/env";
import { recordEvent } from "@/lib/events/record-event";
import { readOidcReturn } from "@/lib/providers/oidc/oidc-client";
import { findOidcPerson, type OidcIdentity } from "./find-oidc-person";
import { noteFactorGiven } from "./note-factor-given";
import {
  STAFF_IDLE_SECONDS,
  STAFF_LIFE_SECONDS,
  STEP_UP_SECONDS,
  type OidcRefusal,
} from "./staff-rules";
import { oidcNonce, oidcRedirectUri, oidcTripOwner, type OidcTrip } from "./start-oidc";
import { startSession } from "./start-session";

export type CompletedOidc =
  | { kind: "signed_in"; sessionToken: string }
  | { kind: "stepped_up"; sessionToken: string; next: string }
  /** `next` is set for who meant to prove once more who they are. */
  | { kind: "refused"; reason: OidcRefusal; next: string | null };

/** How much older than the trip the proof may be, for clocks that differ. */
const SKEW_MS = 60_000;

/**
 * The return from the organisation's own sign-in. Claims the trip with one conditional UPDATE, in its own
 * browser alone, sends the code once, verifies the token, and signs in a person of staff whom it names: by
 * issuer and subject, the first time by a verified address. Every sign-in asks again whether the person
 * is still staff, not disabled, and the address verified. Throws as the database and the keys do.
 */
export async function completeOidc(
  ctx: Context,
  input: {
    parameters: URLSearchParams;
    browserToken: string | null;
    previousSessionId: string | null;
    /** In words: `browserName`. */
    browser: string;
  },
): Promise<CompletedOidc> {
  const settings = oidcSettings(ctx.env);
  const states = input.parameters.getAll("state");
  const [state = ""] = states;
  const { browserToken } = input;
  if (!settings || !browserToken || states.length !== 1) return refused("not_yours");
  const at = await now(ctx);
  const nonce = oidcNonce(state, browserToken);
  const [attempt] = await ctx.db.query((db) =>
    db
      .update(oidcAttempts)
      .set({ consumedAt: at })
      .where(
        and(
          eq(oidcAttempts.stateHash, hashToken(state)),
          eq(oidcAttempts.browserHash, hashToken(browserToken)),
          eq(oidcAttempts.nonceHash, hashToken(nonce)),
          isNull(oidcAttempts.consumedAt),
          gt(oidcAttempts.expiresAt, at),
        ),
      )
      .returning(),
  );
  if (!attempt?.verifierSealed) return refused("not_yours");
  const sealed = open(ctx.ring, oidcTripOwner(attempt.id), attempt.verifierSealed);
  const trip = JSON.parse(sealed.reveal()) as OidcTrip;
  const next = trip.stepUp?.next ?? null;
  const answer = await readOidcReturn(settings, {
    parameters: input.parameters,
    redirectUri: oidcRedirectUri(ctx.env),
    state,
    nonce,
    codeVerifier: trip.verifier,
    maxAgeSeconds: trip.stepUp ? STEP_UP_SECONDS : null,
  });
  if (answer.kind !== "identity") {
    ctx.log.warn({ ...answer, attempt: attempt.id }, "single sign-on let nobody in");
    return refused(answer.kind, next);
  }
  return ctx.db.transaction(async (tx) => {
    const found = await findOidcPerson(tx, ctx, answer);
    if ("refusal" in found) {
      ctx.log.warn({ reason: found.refusal, attempt: attempt.id }, "single sign-on was refused");
      return refused(found.refusal, next);
    }
    const { personId } = found;
    if (trip.stepUp) {
      const { sessionId } = trip.stepUp;
      const startedAt = attempt.createdAt;
      return stepUp(tx, ctx, { identity: answer, personId, sessionId, startedAt, next, at });
    }
    const sessionToken = await startSession(tx, ctx, {
      personId,
      firmId: null,
      linkId: null,
      method: "oidc",
      secondFactorAt: at,
      // A sign-in that the server remembered from this morning is none of the last ten minutes.
      stepUpAt: answer.authAt && answer.authAt < at ? answer.authAt : null,
      browser: input.browser,
      idleSeconds: STAFF_IDLE_SECONDS,
      lifeSeconds: STAFF_LIFE_SECONDS,
      previousSessionId: input.previousSessionId,
      at,
    });
    return { kind: "signed_in", sessionToken };
  });
}

function refused(reason: OidcRefusal, next: string | null = null): CompletedOidc {
  return { kind: "refused", reason, next };
}

/** The same person, in the session that asked, proven after it asked. */
async function stepUp(
  tx: Queryable,
  ctx: Context,
  input: {
    identity: OidcIdentity;
    personId: string;
    sessionId: string;
    startedAt: Date;
    next: string | null;
    at: Date;
  },
): Promise<CompletedOidc> {
  const { identity, personId, sessionId, startedAt, next, at } = input;
  const { authAt } = identity;
  if (!authAt || authAt.getTime() < startedAt.getTime() - SKEW_MS)
    return refused("not_again", next);
  const isTheirs = and(
    eq(sessions.id, sessionId),
    eq(sessions.personId, personId),
    isNull(sessions.endedAt),
  );
  if ((await tx.$count(sessions, isTheirs)) === 0) return refused("other_account", next);
  const sessionToken = await noteFactorGiven(tx, { sessionId, at });
  const data = { person: personId, method: "oidc" };
  await recordEvent(tx, ctx, { kind: "staff.stepped_up", firmId: null, data });
  return { kind: "stepped_up", sessionToken, next: next ?? "/staff" };
}
