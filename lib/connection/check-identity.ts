import { and, eq, inArray, sql } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { connections, grants, providerPauses, scopeChecks } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import type { Identity, IdentityAnswer } from "@/lib/providers/provider";
import { requireNotQuarantined } from "@/lib/settings/quarantine";
import { accessTokenFor } from "./access-token-for";
import { identityDueAt } from "./due-rules";
import { lockConnection } from "./lock-rows";
import { noteWorking } from "./note-working";
import { enterPaused } from "./provider-gate";
import { recomputeStatus } from "./recompute-status";
import { refreshConnection } from "./refresh-connection";
import { refusedResults } from "./rules";
import { spreadOf } from "./spread";
import type { GrantRow } from "./tokens-at-rest";
import { watchedClio } from "./watched-clio";

/**
 * Asks Clio who is behind an active grant: the proof of life between two looks at every permission. A
 * token that Clio calls over is renewed first, and only that can end the grant. Names that changed are
 * taken over. Anything that Clio does not answer changes nothing but when to ask again; while its region
 * is paused nothing is asked.
 */
export async function checkIdentity(asker: Context, input: { grantId: string }): Promise<void> {
  requireRightKeys(asker.ring);
  await requireNotQuarantined(asker);
  const [found] = await asker.db.query((db) =>
    db
      .select({ grant: grants, failingSince: connections.failingSince, pause: providerPauses })
      .from(grants)
      .innerJoin(connections, eq(connections.id, grants.connectionId))
      .leftJoin(providerPauses, eq(providerPauses.region, grants.region))
      .where(eq(grants.id, input.grantId)),
  );
  if (found?.grant.state !== "active" || found.grant.endedAt) return;
  const { grant, failingSince, pause } = found;
  const ctx = pause ? await enterPaused(asker, grant.region) : asker;
  if (!ctx) return;
  const answer = await askOrRenew(ctx, grant);
  const at = await now(ctx);
  const isAnswered = answer !== null && (answer.ok || answer.kind === "refused");
  const dueAt = identityDueAt(spreadOf(grant.connectionId), isAnswered, at);
  await ctx.db.transaction(async (tx) => {
    await lockConnection(tx, grant.connectionId);
    await tx
      .update(grants)
      .set({
        identityDueAt: dueAt,
        ...(answer?.ok && { lastSuccessAt: at, ...namesOf(answer.identity) }),
        // Users was taken away: what else was, the look at every permission says.
        ...(answer && !answer.ok && answer.kind === "refused" && { probesDueAt: at }),
        // It was not answered before: only a look at every permission says that all is well again.
        ...(answer?.ok && failingSince && { probesDueAt: unlessRefused(at) }),
      })
      .where(eq(grants.id, grant.id));
    if (answer?.ok && isRenamed(grant, answer.identity)) {
      await recordEvent(tx, ctx, {
        kind: "connection.renamed",
        firmId: grant.firmId,
        data: { account: answer.identity.accountName, user: answer.identity.userName },
      });
    }
    if (!isAnswered) {
      await noteWorking(tx, { connectionId: grant.connectionId, isWorking: false, at });
    }
    await recomputeStatus(tx, ctx, grant.firmId, at);
  });
}

/** At once, unless a permission is refused: then it is looked at at its own pace. */
function unlessRefused(at: Date) {
  const refused = sql`exists (select 1 from ${scopeChecks} where ${and(eq(scopeChecks.grantId, grants.id), inArray(scopeChecks.result, refusedResults))})`;
  return sql`case when ${refused} then ${grants.probesDueAt} else ${at.toISOString()}::timestamptz end`;
}

/** Null when there is no token to ask with; a token that is over is renewed, and asked with once. */
async function askOrRenew(ctx: Context, grant: GrantRow): Promise<IdentityAnswer | null> {
  try {
    const answer = await ask(ctx, grant);
    if (answer.ok || answer.kind !== "ended") return answer;
    const outcome = await refreshConnection(ctx, { grantId: grant.id, force: true });
    return outcome.kind === "refreshed" ? await ask(ctx, grant) : answer;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "unavailable") return null;
    throw thrown;
  }
}

async function ask(ctx: Context, { id, region }: GrantRow): Promise<IdentityAnswer> {
  const accessToken = await accessTokenFor(ctx, id);
  return watchedClio(ctx).whoAmI({ region, accessToken });
}

function namesOf({ accountName, userName, userEmail, userRoles, userIsOwner }: Identity) {
  return {
    accountName,
    userName,
    userEmail,
    userRoles,
    ...(userIsOwner !== null && { userIsOwner: userIsOwner ? ("yes" as const) : ("no" as const) }),
  };
}

function isRenamed(grant: GrantRow, identity: Identity): boolean {
  const { accountName, userName, userEmail } = identity;
  return (
    grant.accountName !== accountName ||
    grant.userName !== userName ||
    grant.userEmail !== userEmail
  );
}
