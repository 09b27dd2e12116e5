import { eq } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { grants } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { clioProvider } from "@/lib/providers/clio/clio-provider";
import type { Identity, IdentityAnswer } from "@/lib/providers/provider";
import { requireNotQuarantined } from "@/lib/settings/quarantine";
import { accessTokenFor } from "./access-token-for";
import { identityDueAt } from "./due-rules";
import { noteWorking } from "./note-working";
import { recomputeStatus } from "./recompute-status";
import { refreshConnection } from "./refresh-connection";
import { spreadOf } from "./spread";
import type { GrantRow } from "./tokens-at-rest";

/**
 * Asks Clio who is behind an active grant: the proof of life between two looks at every permission. A
 * token that Clio calls over is renewed first, and only that can end the grant. Names that changed are
 * taken over. Anything that Clio does not answer changes nothing but when to ask again.
 */
export async function checkIdentity(ctx: Context, input: { grantId: string }): Promise<void> {
  requireRightKeys(ctx.ring);
  await requireNotQuarantined(ctx);
  const [grant] = await ctx.db.query((db) =>
    db.select().from(grants).where(eq(grants.id, input.grantId)),
  );
  if (grant?.state !== "active" || grant.endedAt) return;
  const answer = await askOrRenew(ctx, grant);
  const at = await now(ctx);
  const isAnswered = answer !== null && (answer.ok || answer.kind === "refused");
  const dueAt = identityDueAt(spreadOf(grant.connectionId), isAnswered, at);
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(grants)
      .set({
        identityDueAt: dueAt,
        ...(answer?.ok && { lastSuccessAt: at, ...namesOf(answer.identity) }),
        // Users was taken away: what else was, the look at every permission says.
        ...(answer && !answer.ok && answer.kind === "refused" && { probesDueAt: at }),
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
  return clioProvider(ctx.env).whoAmI({ region, accessToken });
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
