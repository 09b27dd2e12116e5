import { and, eq, isNotNull, isNull, ne } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { connections, grants } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { clioProvider } from "@/lib/providers/clio/clio-provider";
import type { Identity } from "@/lib/providers/provider";
import type { AttemptOutcome } from "@/lib/vocabulary";
import { activateGrant } from "./activate-grant";
import { openProbeRun } from "./open-probe-run";
import { recomputeStatus } from "./recompute-status";
import { compareIdentity, type IdentityVerdict } from "./rules";
import { runProbes } from "./run-probes";
import { openAccessToken, type GrantRow } from "./tokens-at-rest";

/**
 * Finds out which account a staged grant is of, and what follows: the same account as before is
 * probed and swapped in; a first or a different one waits for a person. May be called again for a
 * grant whose account could not be read yet. Returns the outcome for the attempt.
 */
export async function settleStaged(ctx: Context, grantId: string): Promise<AttemptOutcome> {
  const grant = await requireStaged(ctx, grantId);
  const answer = await clioProvider(ctx.env).whoAmI({
    region: grant.region,
    accessToken: openAccessToken(ctx, grant),
  });
  const at = await now(ctx);
  if (!answer.ok && answer.kind === "failed") {
    ctx.log.warn(
      { grant: grantId, code: answer.failure.code },
      "the account behind a grant could not be read yet",
    );
    return "clio_unavailable";
  }
  if (!answer.ok) {
    // A token that Clio refuses minutes after giving it says as little of its account as a 403.
    await ctx.db.transaction(async (tx) => {
      await tx.update(grants).set({ identityRefusedAt: at }).where(eq(grants.id, grantId));
      await recomputeStatus(tx, ctx, grant.firmId, at);
    });
    return "account_unreadable";
  }
  const verdict = await noteIdentity(ctx, grant, answer.identity, at);
  if (verdict === "different") return "different_account";
  if (verdict === "first") return "confirm_account";
  const runId = await openProbeRun(ctx, grant, "connect");
  await runProbes(ctx, runId);
  return (await activateGrant(ctx, grantId)).outcome;
}

async function requireStaged(ctx: Context, grantId: string): Promise<GrantRow> {
  const [grant] = await ctx.db.query((db) =>
    db.select().from(grants).where(eq(grants.id, grantId)),
  );
  if (grant?.state !== "staged") {
    throw new AppError({ code: "conflict", message: `grant ${grantId} is not staged` });
  }
  return grant;
}

async function noteIdentity(
  ctx: Context,
  grant: GrantRow,
  identity: Identity,
  at: Date,
): Promise<IdentityVerdict> {
  return ctx.db.transaction(async (tx) => {
    const [connection] = await tx
      .select()
      .from(connections)
      .where(eq(connections.id, grant.connectionId));
    if (!connection) throw new AppError({ code: "not_found", message: `no ${grant.connectionId}` });
    const found = { region: grant.region, accountId: identity.accountId };
    const known = {
      region: connection.region,
      accountId: connection.accountId,
      confirmedAt: connection.identityConfirmedAt,
    };
    await tx
      .update(grants)
      .set({
        accountId: identity.accountId,
        accountName: identity.accountName,
        accountCreatedAt: identity.accountCreatedAt,
        userId: identity.userId,
        userName: identity.userName,
        userEmail: identity.userEmail,
        userRoles: identity.userRoles,
        userIsOwner:
          identity.userIsOwner === null ? "unknown" : identity.userIsOwner ? "yes" : "no",
        identityReadAt: at,
        identityRefusedAt: null,
        lastSuccessAt: at,
      })
      .where(and(eq(grants.id, grant.id), eq(grants.state, "staged")));
    const verdict = compareIdentity(
      known,
      found,
      await isUsedElsewhere(tx, grant, identity.accountId),
    );
    await recomputeStatus(tx, ctx, grant.firmId, at);
    return verdict;
  });
}

/** Whether another firm is connected to this account: a hard signal, and that firm is never named. */
export async function isUsedElsewhere(
  tx: Queryable,
  grant: GrantRow,
  accountId: string,
): Promise<boolean> {
  const [other] = await tx
    .select({ id: connections.id })
    .from(connections)
    .where(
      and(
        eq(connections.region, grant.region),
        eq(connections.accountId, accountId),
        ne(connections.id, grant.connectionId),
        isNotNull(connections.identityConfirmedAt),
        isNull(connections.disconnectedAt),
      ),
    )
    .limit(1);
  return other !== undefined;
}
