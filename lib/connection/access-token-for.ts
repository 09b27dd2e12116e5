import { eq, getTableColumns, sql } from "drizzle-orm";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "@/lib/context";
import { grants } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import type { Secret } from "@/lib/logger";
import { unavailable } from "@/lib/providers/errors";
import { decideRefresh, refreshConnection, type RefreshOutcome } from "./refresh-connection";
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
  let { grant, at } = await look(ctx, grantId);
  let failure: AppError | null = null;
  if (decideRefresh(grant, false, at).should) {
    const outcome = await renewDue(ctx, grantId);
    if (outcome.kind === "refreshed") return outcome.token.accessToken;
    failure = failureOf(outcome);
    ({ grant, at } = await look(ctx, grantId));
  }
  if (grant.accessExpiresAt > at) return openAccessToken(ctx, grant);
  throw failure ?? noToken(grantId);
}

function noToken(grantId: string): AppError {
  return new AppError({ code: "unavailable", message: `grant ${grantId} has no living token` });
}

/** Renews a grant that is due, or waits up to 10 s for whoever is at it: then what they stored is there. */
export async function renewDue(ctx: Context, grantId: string): Promise<RefreshOutcome> {
  const outcome = await refreshConnection(ctx, { grantId, force: false });
  if (outcome.kind === "busy") await join(ctx, grantId);
  return outcome;
}

/** Why there is no new token, as far as that is a failure of the provider's. */
export function failureOf(outcome: RefreshOutcome): AppError | null {
  return outcome.kind === "failed" ? unavailable(outcome.failure) : null;
}

/** Waits for the refresh of another caller: until the grant's tokens are newer, or its lease is free. */
async function join(ctx: Context, grantId: string): Promise<void> {
  let before: Date | undefined;
  for (let waited = 0; waited < JOIN_MS; waited += JOIN_STEP_MS) {
    const { accessIssuedAt, leaseUntil } = (await look(ctx, grantId)).grant;
    before ??= accessIssuedAt;
    if (accessIssuedAt > before || leaseUntil === null) return;
    await sleep(JOIN_STEP_MS);
  }
}

async function look(ctx: Context, grantId: string): Promise<{ grant: GrantRow; at: Date }> {
  const [found] = await ctx.db.query((db) =>
    db
      .select({ grant: getTableColumns(grants), at: sql`now()`.mapWith(grants.createdAt) })
      .from(grants)
      .where(eq(grants.id, grantId)),
  );
  if (!found) throw new AppError({ code: "not_found", message: `no grant ${grantId}` });
  return found;
}
