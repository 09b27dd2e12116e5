import { and, eq, sql } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { attempts, connections, grants } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { tellStaff } from "@/lib/mail/tell-staff";
import type { Identity } from "@/lib/providers/provider";
import { requireNotQuarantined } from "@/lib/settings/quarantine";
import type { AttemptOutcome, IdentityVerdict } from "@/lib/vocabulary";
import { activateGrant } from "./activate-grant";
import { judgeIdentity } from "./judge-identity";
import { openProbeRun } from "./open-probe-run";
import { recomputeStatus } from "./recompute-status";
import { runProbes } from "./run-probes";
import { openAccessToken, type GrantRow } from "./tokens-at-rest";
import { watchedClio } from "./watched-clio";

/**
 * Finds out which account a staged grant is of, and what follows: the same account as before is
 * probed and swapped in; a first or a different one waits for a person. May be called again for a
 * grant whose account could not be read yet. Returns the outcome for the attempt.
 */
export async function settleStaged(ctx: Context, grantId: string): Promise<AttemptOutcome> {
  await requireNotQuarantined(ctx);
  const grant = await requireStaged(ctx, grantId);
  const answer = await watchedClio(ctx).whoAmI({
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
    // Users alone refused is a box; everything refused points at the plan.
    if (answer.kind === "refused") await runProbes(ctx, await openProbeRun(ctx, grant, "connect"));
    return "account_unreadable";
  }
  const isSingleUser = await asksWhetherAlone(ctx, grant, answer.identity);
  const verdict = await noteIdentity(ctx, grant, answer.identity, isSingleUser, at);
  if (verdict === "first") return "confirm_account";
  if (verdict !== "confirmed") return "different_account";
  const runId = await openProbeRun(ctx, grant, "connect");
  await runProbes(ctx, runId);
  return (await activateGrant(ctx, grantId)).outcome;
}

/**
 * `settleStaged` for a trip that ended without an account, or whose process died: the trip's ending is
 * what came of it by now, or its page would go on saying that Clio does not answer.
 */
export async function settleLater(ctx: Context, grantId: string): Promise<void> {
  const outcome = await settleStaged(ctx, grantId);
  await ctx.db.transaction(async (tx) => {
    const ended = await tx
      .update(attempts)
      .set({ outcome, outcomeAt: sql`now()`, verifierSealed: null })
      .where(
        and(eq(attempts.grantId, grantId), sql`${attempts.outcome} is distinct from ${outcome}`),
      )
      .returning({ id: attempts.id, firmId: attempts.firmId });
    for (const { id, firmId } of ended) {
      await recordEvent(tx, ctx, {
        kind: "connection.attempt_ended",
        firmId,
        data: { attempt: id, outcome, detail: null },
      });
    }
  });
}

/** An owner who is alone in the account: one of the soft signs of a developer's or trial account. */
async function asksWhetherAlone(
  ctx: Context,
  grant: GrantRow,
  identity: Identity,
): Promise<boolean | null> {
  if (identity.userIsOwner !== true) return null;
  return watchedClio(ctx).hasSingleUser({
    region: grant.region,
    accessToken: openAccessToken(ctx, grant),
  });
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
  isSingleUser: boolean | null,
  at: Date,
): Promise<IdentityVerdict> {
  return ctx.db.transaction(async (tx) => {
    const [connection] = await tx
      .select()
      .from(connections)
      .where(eq(connections.id, grant.connectionId))
      .for("update");
    if (!connection) throw new AppError({ code: "not_found", message: `no ${grant.connectionId}` });
    const { accountId } = identity;
    const verdict = await judgeIdentity(tx, connection, { region: grant.region, accountId }, at);
    const noted = await tx
      .update(grants)
      .set({
        accountId,
        accountName: identity.accountName,
        accountCreatedAt: identity.accountCreatedAt,
        userId: identity.userId,
        userName: identity.userName,
        userEmail: identity.userEmail,
        userRoles: identity.userRoles,
        userIsOwner:
          identity.userIsOwner === null ? "unknown" : identity.userIsOwner ? "yes" : "no",
        identityVerdict: verdict,
        singleUser: isSingleUser === null ? "unknown" : isSingleUser ? "yes" : "no",
        identityReadAt: at,
        identityRefusedAt: null,
        lastSuccessAt: at,
      })
      .where(and(eq(grants.id, grant.id), eq(grants.state, "staged")))
      .returning({ id: grants.id });
    if (noted.length === 0) {
      throw new AppError({ code: "conflict", message: `grant ${grant.id} gave way meanwhile` });
    }
    await recomputeStatus(tx, ctx, grant.firmId, at);
    await tellOfOtherAccount(tx, ctx, { grant, accountId, verdict, at });
    return verdict;
  });
}

/**
 * Staff learn of an account that cannot be this firm's, once a day for each (OC-02). Nothing of the
 * account is in the mail, and a firm's own developer account is no news.
 */
async function tellOfOtherAccount(
  tx: Queryable,
  ctx: Context,
  input: { grant: GrantRow; accountId: string; verdict: IdentityVerdict; at: Date },
): Promise<void> {
  const { grant, accountId, verdict, at } = input;
  if (verdict !== "different" && verdict !== "used_elsewhere") return;
  const day = at.toISOString().slice(0, 10);
  await tellStaff(tx, ctx, {
    firmId: grant.firmId,
    causeKey: `other_account:${grant.connectionId}:${grant.region}:${accountId}:${day}`,
    subject: "another Clio account came back",
    sentence:
      "Somebody at this firm allowed our access in another Clio account than the firm’s. Nothing was replaced, and what works goes on working. Please look at it.",
  });
}
