import { and, eq } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { connections, grants } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { endHandOvers } from "@/lib/identity/end-hand-overs";
import type { Resource } from "@/lib/vocabulary";
import { lostResources } from "./lost-resources";
import { recomputeStatus } from "./recompute-status";
import { retireGrant } from "./retire-grant";

export type Activation = { outcome: "connected" | "fewer_permissions"; lost: Resource[] };

/**
 * Swaps a staged grant of a settled account in, with its event, in one transaction. When the active
 * grant proves a required permission that the staged one lacks, nothing is swapped and the person
 * decides (`anyway`). A dead or absent active grant is replaced whatever the probes said.
 *
 * Throws `conflict` when the grant is no longer staged or its account is not settled.
 */
export async function activateGrant(
  ctx: Context,
  grantId: string,
  options: { anyway?: boolean } = {},
): Promise<Activation> {
  const at = await now(ctx);
  return ctx.db.transaction(async (tx) => {
    const [staged] = await tx
      .select()
      .from(grants)
      .where(and(eq(grants.id, grantId), eq(grants.state, "staged")))
      .for("update");
    if (!staged?.identityReadAt || !staged.accountId) {
      throw new AppError({ code: "conflict", message: `grant ${grantId} cannot be swapped in` });
    }
    const [connection] = await tx
      .select()
      .from(connections)
      .where(eq(connections.id, staged.connectionId))
      .for("update");
    const isSettled =
      connection?.identityConfirmedAt != null &&
      connection.accountId === staged.accountId &&
      connection.region === staged.region;
    if (!connection || !isSettled) {
      throw new AppError({
        code: "conflict",
        message: `the account of grant ${grantId} is not settled`,
      });
    }
    const [active] = await tx
      .select()
      .from(grants)
      .where(and(eq(grants.connectionId, connection.id), eq(grants.state, "active")))
      .for("update");
    if (active && !active.endedAt && !options.anyway) {
      const lost = await lostResources(tx, { activeId: active.id, stagedId: staged.id });
      if (lost.length > 0) return { outcome: "fewer_permissions", lost };
    }
    if (active) await retireGrant(tx, active, at, "replaced");
    await tx.update(grants).set({ state: "active", activatedAt: at }).where(eq(grants.id, grantId));
    await tx
      .update(connections)
      .set({
        accountName: staged.accountName,
        connectedAt: connection.connectedAt ?? at,
        disconnectedAt: null,
      })
      .where(eq(connections.id, connection.id));
    await recordEvent(tx, ctx, {
      kind: "connection.connected",
      firmId: staged.firmId,
      data: {
        grant: grantId,
        account: staged.accountName,
        user: staged.userName,
        replaced: Boolean(active),
      },
    });
    await endHandOvers(tx, { firmId: staged.firmId, step: "connect", at });
    await recomputeStatus(tx, ctx, staged.firmId, at);
    return { outcome: "connected", lost: [] };
  });
}
