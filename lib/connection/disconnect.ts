import { now, requireMember, type Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { AppError } from "@/lib/errors";
import { requireCode } from "@/lib/identity/mailed-code";
import { letterhead } from "@/lib/mail/letterhead";
import { queueForMembers } from "@/lib/mail/queue-for-all";
import { disconnectedMail } from "@/lib/mail/templates/security-mails";
import { endConnection } from "./end-connection";
import { revokeRetired } from "./revoke-retired";

/**
 * Ends the connection on purpose: refresh tokens are overwritten at once, access tokens are ended at
 * Clio and then overwritten (tried for three days when Clio does not answer), every member is told.
 * The connection keeps its id. Throws `conflict` when nothing is connected,
 * and as `requireCode` does.
 */
export async function disconnect(ctx: Context): Promise<void> {
  const { firmId } = requireMember(ctx);
  requireRightKeys(ctx.ring);
  await requireCode(ctx);
  const at = await now(ctx);
  const retired = await ctx.db.transaction(async (tx) => {
    const liveReason = "the firm disconnected";
    const ended = await endConnection(tx, ctx, { firmId, at, liveReason });
    if (ended.length === 0) {
      throw new AppError({
        code: "conflict",
        message: `nothing is connected at ${firmId}`,
        human: "Your Clio account is not connected, so there is nothing to disconnect.",
      });
    }
    await queueForMembers(tx, ctx, {
      kind: "disconnected",
      firmId,
      causeKey: `disconnected:${firmId}:${at.getTime()}`,
      letter: disconnectedMail(await letterhead(tx, ctx, firmId)),
    });
    return ended;
  });
  for (const grantId of retired) await revokeRetired(ctx, { grantId });
}
