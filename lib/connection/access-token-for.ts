import { eq } from "drizzle-orm";
import { setTimeout as sleep } from "node:timers/promises";
import { now, type Context } from "@/lib/context";
import { grants } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import type { Secret } from "@/lib/logger";
import { unavailable } from "@/lib/providers/errors";
import { refreshConnection } from "./refresh-connection";
import { shouldRefresh } from "./rules";
import { spreadOf } from "./spread";
import { openAccessToken, type GrantRow } from "./tokens-at-rest";

const JOIN_MS = 10_000;
const JOIN_STEP_MS = 100;

/**
 * A grant's access token, renewed first when its end is near. Joins a refresh that is at work for up
 * to 10 s. A token that still lives is given even when renewing it failed.
 *
 * Throws `unavailable` when the token is over and could not be renewed, and as `open` does.
 */
export async function accessTokenFor(ctx: Context, grantId: string): Promise<Secret> {
  const grant = await requireGrant(ctx, grantId);
  const at = await now(ctx);
  const decision = shouldRefresh(
    { ...grant, hasRefreshToken: grant.refreshTokenSealed !== null },
    { force: false, spread: spreadOf(grant.connectionId) },
    at,
  );
  if (!decision.should && grant.accessExpiresAt > at) return openAccessToken(ctx, grant);
  if (!decision.should) throw noToken(grantId);
  const outcome = await refreshConnection(ctx, { grantId, force: false });
  const fresh = outcome.kind === "busy" ? await join(ctx, grant) : await requireGrant(ctx, grantId);
  if (fresh.accessExpiresAt > (await now(ctx))) return openAccessToken(ctx, fresh);
  if (outcome.kind === "failed") throw unavailable(outcome.failure);
  throw noToken(grantId);
}

function noToken(grantId: string): AppError {
  return new AppError({ code: "unavailable", message: `grant ${grantId} has no living token` });
}

/** Waits for the refresh of another caller: until the grant's tokens are newer, or its lease is free. */
async function join(ctx: Context, before: GrantRow): Promise<GrantRow> {
  for (let waited = 0; waited < JOIN_MS; waited += JOIN_STEP_MS) {
    await sleep(JOIN_STEP_MS);
    const grant = await requireGrant(ctx, before.id);
    if (grant.accessIssuedAt > before.accessIssuedAt || grant.leaseUntil === null) return grant;
  }
  return before;
}

async function requireGrant(ctx: Context, grantId: string): Promise<GrantRow> {
  const [grant] = await ctx.db.query((db) =>
    db.select().from(grants).where(eq(grants.id, grantId)),
  );
  if (!grant) throw new AppError({ code: "not_found", message: `no grant ${grantId}` });
  return grant;
}
