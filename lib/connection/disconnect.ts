import { and, eq, isNotNull, ne } from "drizzle-orm";
import { now, requireMember, type Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { attempts, connections, firms, grants } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { requireCode } from "@/lib/identity/mailed-code";
import { letterhead } from "@/lib/mail/letterhead";
import { queueForMembers } from "@/lib/mail/queue-for-all";
import { disconnectedMail } from "@/lib/mail/templates/security-mails";
import { expireAttempts } from "./expire-attempts";
import { recomputeStatus } from "./recompute-status";
import { retireGrant } from "./retire-grant";
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
    await tx.select().from(connections).where(eq(connections.firmId, firmId)).for("update");
    const live = await tx
      .select()
      .from(grants)
      .where(and(eq(grants.firmId, firmId), ne(grants.state, "retired")))
      .for("update");
    if (live.length === 0) {
      throw new AppError({
        code: "conflict",
        message: `nothing is connected at ${firmId}`,
        human: "Your Clio account is not connected, so there is nothing to disconnect.",
      });
    }
    for (const grant of live) await retireGrant(tx, grant, at, "disconnected");
    await tx.update(connections).set({ disconnectedAt: at }).where(eq(connections.firmId, firmId));
    const switchedOff = await tx
      .update(firms)
      .set({ liveAt: null, liveCause: null, liveReason: null, liveUntil: null })
      .where(and(eq(firms.id, firmId), isNotNull(firms.liveAt)))
      .returning({ id: firms.id });
    // A trip that began before would connect again.
    await expireAttempts(tx, ctx, eq(attempts.firmId, firmId), at);
    await recordEvent(tx, ctx, { kind: "connection.disconnected", firmId, data: {} });
    if (switchedOff.length > 0) {
      await recordEvent(tx, ctx, {
        kind: "firm.not_live",
        firmId,
        data: { reason: "the firm disconnected" },
      });
    }
    await recomputeStatus(tx, ctx, firmId, at);
    await queueForMembers(tx, ctx, {
      kind: "disconnected",
      firmId,
      causeKey: `disconnected:${firmId}:${at.getTime()}`,
      letter: disconnectedMail(await letterhead(tx, ctx, firmId)),
    });
    return live.map((grant) => grant.id);
  });
  for (const grantId of retired) await revokeRetired(ctx, { grantId });
}
