import { and, eq, ne } from "drizzle-orm";
import { now, requireFirm, type Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import type { Queryable } from "@/lib/db/client";
import { connections, firmMembers, firms, grants, people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { deliverAfterCommit } from "@/lib/mail/deliver-after-commit";
import { queueMail } from "@/lib/mail/queue-mail";
import { disconnectedMail } from "@/lib/mail/templates";
import { recomputeStatus } from "./recompute-status";
import { retireGrant } from "./retire-grant";
import { revokeRetired } from "./revoke-retired";

/**
 * Ends the connection on purpose: refresh tokens are overwritten at once, access tokens are ended at
 * Clio and then overwritten (tried for three days when Clio does not answer), every member is told.
 * The connection keeps its id. Throws `conflict` when nothing is connected.
 */
export async function disconnect(ctx: Context): Promise<void> {
  const { firmId } = requireFirm(ctx);
  requireRightKeys(ctx.ring);
  const at = await now(ctx);
  const { retired, mailIds } = await ctx.db.transaction(async (tx) => {
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
    await tx.update(firms).set({ liveAt: null }).where(eq(firms.id, firmId));
    await recordEvent(tx, ctx, { kind: "connection.disconnected", firmId, data: {} });
    await recomputeStatus(tx, ctx, firmId, at);
    return {
      retired: live.map((grant) => grant.id),
      mailIds: await queueMails(tx, ctx, firmId, at),
    };
  });
  deliverAfterCommit(ctx, mailIds);
  for (const grantId of retired) await revokeRetired(ctx, { grantId });
}

async function queueMails(
  tx: Queryable,
  ctx: Context,
  firmId: string,
  at: Date,
): Promise<string[]> {
  const [firm] = await tx.select().from(firms).where(eq(firms.id, firmId));
  const members = await tx
    .select({ id: people.id, name: people.name, email: people.email })
    .from(firmMembers)
    .innerJoin(people, eq(people.id, firmMembers.personId))
    .where(eq(firmMembers.firmId, firmId));
  const ids: string[] = [];
  for (const person of members) {
    const id = await queueMail(tx, ctx, {
      kind: "disconnected",
      firmId,
      person,
      causeKey: `disconnected:${firmId}:${at.getTime()}:${person.id}`,
      content: disconnectedMail({
        portalUrl: ctx.env.PORTAL_URL,
        agencyName: ctx.env.AGENCY_NAME,
        firmName: firm?.name ?? "",
      }),
    });
    if (id) ids.push(id);
  }
  return ids;
}
