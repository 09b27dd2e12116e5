import { and, eq, inArray, isNull } from "drizzle-orm";
import { redirectUri } from "@/lib/applications/addresses";
import { openKeys } from "@/lib/applications/keys";
import { isUnderReview, requireConnectable } from "@/lib/applications/queries";
import { now, requireFirm, type Context } from "@/lib/context";
import { hashToken, randomToken } from "@/lib/crypto/hash";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import type { Queryable } from "@/lib/db/client";
import { attempts, connections, firms } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { consumeRateLimit } from "@/lib/identity/rate-limit";
import { newId, newReference } from "@/lib/ids";
import { loadScopeSet } from "@/lib/integrations/queries";
import { clioProvider } from "@/lib/providers/clio/clio-provider";
import { requireNotQuarantined } from "@/lib/settings/quarantine";
import { expireAttempts } from "./expire-attempts";
import { ATTEMPT_LIFE_MS } from "./rules";
import { sealVerifier } from "./tokens-at-rest";

const MAX_OPEN_ATTEMPTS = 5;
const STARTS_PER_FIRM = 30;
const STARTS_WINDOW_SECONDS = 600;

/**
 * Starts a trip through Clio's approval screen. `browserToken` is the value of the cookie that the
 * trip is bound to; only its hash is kept, as of the state. Returns where the browser has to go.
 *
 * Throws `conflict` when keys are missing or Clio refused them, `rate_limited` after 30 in ten minutes
 * of a firm, and the errors of `open`.
 */
export async function startConnection(
  ctx: Context,
  input: { browserToken: string },
): Promise<{ attemptId: string; location: string }> {
  const { firmId, personId } = requireFirm(ctx);
  requireRightKeys(ctx.ring);
  await requireNotQuarantined(ctx);
  await consumeRateLimit(ctx, {
    key: `start:${firmId}`,
    limit: STARTS_PER_FIRM,
    windowSeconds: STARTS_WINDOW_SECONDS,
  });
  const at = await now(ctx);
  const { firm, connection, application } = await ctx.db.query(async (db) => {
    const [firm] = await db.select().from(firms).where(eq(firms.id, firmId));
    const [connection] = await db.select().from(connections).where(eq(connections.firmId, firmId));
    if (!firm || !connection)
      throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
    return { firm, connection, application: await requireConnectable(db, firm) };
  });
  const { region } = application;
  const keys = openKeys(ctx, application);
  if (isUnderReview(application)) {
    throw new AppError({
      code: "conflict",
      message: `application ${application.id} waits for staff`,
      human: "We look at the keys ourselves before they are used, and write to you.",
    });
  }
  if (!region || application.keyCheck === "refused") {
    throw new AppError({
      code: "conflict",
      message: `application ${application.id} cannot be used to connect`,
      human: application.firmId
        ? "Clio did not accept the keys. Please send them again first."
        : "Clio does not accept the keys of our application. We mend it; there is nothing for you to do.",
    });
  }
  if (firm.region !== null && firm.region !== region) {
    throw new AppError({
      code: "conflict",
      message: `application ${application.id} is of another region than its firm`,
      human: "These keys belong to another region of Clio’s. Please look at your keys first.",
    });
  }
  const scopeSet = await loadScopeSet(ctx, firm.integrationId);
  const attempt = { id: newId("attempt"), firmId };
  const state = randomToken();
  const verifier = ctx.env.CLIO_PKCE === "on" ? randomToken() : null;

  await ctx.db.transaction(async (tx) => {
    // One start of a firm after the other, or many at once would each see room.
    await tx.select().from(connections).where(eq(connections.id, connection.id)).for("update");
    await expireSurplus(tx, ctx, firmId, at);
    await tx.insert(attempts).values({
      ...attempt,
      reference: newReference(),
      connectionId: connection.id,
      personId,
      handOverLinkId: ctx.actor.kind === "firm" ? (ctx.actor.handOver?.linkId ?? null) : null,
      applicationId: application.id,
      scopeSetId: scopeSet.id,
      region,
      stateHash: hashToken(state),
      browserHash: hashToken(input.browserToken),
      verifierSealed: verifier && sealVerifier(ctx, attempt, verifier),
      createdAt: at,
      expiresAt: new Date(at.getTime() + ATTEMPT_LIFE_MS),
    });
    await recordEvent(tx, ctx, {
      kind: "connection.attempt_started",
      firmId,
      data: { attempt: attempt.id, region },
    });
  });
  const location = clioProvider(ctx.env).authorizationUrl({
    region,
    clientId: keys.clientId,
    redirectUri: redirectUri(ctx.env),
    state,
    // S256 of RFC 7636 is the same SHA-256 in base64url that tokens are hashed with.
    codeChallenge: verifier && hashToken(verifier),
  });
  return { attemptId: attempt.id, location };
}

/** Keeps room for one more open attempt of the firm: the oldest ones end, nobody is locked out. */
async function expireSurplus(tx: Queryable, ctx: Context, firmId: string, at: Date): Promise<void> {
  const open = await tx
    .select({ id: attempts.id, createdAt: attempts.createdAt })
    .from(attempts)
    .where(and(eq(attempts.firmId, firmId), isNull(attempts.consumedAt)))
    .orderBy(attempts.createdAt);
  const surplus = open.slice(0, Math.max(0, open.length - MAX_OPEN_ATTEMPTS + 1));
  if (surplus.length === 0) return;
  const ids = surplus.map((attempt) => attempt.id);
  await expireAttempts(tx, ctx, inArray(attempts.id, ids), at);
}
