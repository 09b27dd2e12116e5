import { and, eq } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { connections, grants } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { endHandOvers, spendReauthorizations } from "@/lib/identity/end-links";
import { compareProof } from "./compare-proof";
import { followReauthorization } from "./follow-reauthorization";
import { judgeIdentity } from "./judge-identity";
import type { ConnectionRow } from "./load-facts";
import { identityDueAt } from "./due-rules";
import { recomputeStatus } from "./recompute-status";
import { retireGrant } from "./retire-grant";
import { PROBE_RUN_LIFE_MS } from "./rules";
import { spreadOf } from "./spread";
import type { GrantRow } from "./tokens-at-rest";

export type Activation = {
  outcome: "connected" | "fewer_permissions" | "different_account" | "clio_unavailable";
};

/**
 * Swaps a staged grant of a settled account in, with its event, in one transaction. When the active
 * grant proves a required permission that the staged one lacks, nothing is swapped and the person
 * decides (`anyway`); when Clio did not answer for one, nothing is swapped before it does. A dead or
 * absent active grant is replaced whatever the probes said.
 *
 * The account is judged once more: another firm may have connected it while the probes ran. Throws
 * `conflict` when the grant is neither staged nor active, or its account is not settled.
 */
export async function activateGrant(ctx: Context, grantId: string): Promise<Activation> {
  const at = await now(ctx);
  return ctx.db.transaction((tx) => activateIn(tx, ctx, { grantId, at }));
}

/** `activateGrant` in the transaction of a decision, so that none is kept without its connection. */
export async function activateIn(
  tx: Queryable,
  ctx: Context,
  input: { grantId: string; at: Date; anyway?: boolean },
): Promise<Activation> {
  const { grantId, at, anyway = false } = input;
  const { staged, connection } = await lockSettled(tx, grantId);
  // Whoever else was at it, the sweep or the person's own return, came first.
  if (staged.state === "active") return { outcome: "connected" };
  const { region, accountId } = staged;
  const verdict = await judgeIdentity(tx, connection, { region, accountId }, at);
  if (verdict !== "confirmed") {
    await tx.update(grants).set({ identityVerdict: verdict }).where(eq(grants.id, grantId));
    await recomputeStatus(tx, ctx, staged.firmId, at);
    return { outcome: "different_account" };
  }
  const [active] = await tx
    .select()
    .from(grants)
    .where(and(eq(grants.connectionId, connection.id), eq(grants.state, "active")))
    .for("update");
  if (active && !active.endedAt && !anyway) {
    const { lost, open } = await compareProof(tx, { activeId: active.id, stagedId: staged.id });
    if (lost.length > 0) return { outcome: "fewer_permissions" };
    if (open.length > 0) return { outcome: "clio_unavailable" };
  }
  if (active) await retireGrant(tx, active, at, "replaced");
  await tx
    .update(grants)
    .set({
      state: "active",
      activatedAt: at,
      identityDueAt: identityDueAt(spreadOf(connection.id), true, at),
      // Whoever confirmed proves the permissions next: this is for a process that died meanwhile.
      probesDueAt: new Date(at.getTime() + PROBE_RUN_LIFE_MS),
    })
    .where(eq(grants.id, grantId));
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
  await followReauthorization(tx, ctx, { firmId: staged.firmId, at, isTried: false });
  await endHandOvers(tx, { firmId: staged.firmId, step: "connect", at });
  await spendReauthorizations(tx, { firmId: staged.firmId, at });
  await recomputeStatus(tx, ctx, staged.firmId, at);
  return { outcome: "connected" };
}

/** The grant and its connection, locked; the connection first, as every decision does. */
async function lockSettled(
  tx: Queryable,
  grantId: string,
): Promise<{ staged: GrantRow & { accountId: string }; connection: ConnectionRow }> {
  const [found] = await tx
    .select({ connectionId: grants.connectionId })
    .from(grants)
    .where(eq(grants.id, grantId));
  const [connection] = await tx
    .select()
    .from(connections)
    .where(eq(connections.id, found?.connectionId ?? ""))
    .for("update");
  const [staged] = await tx.select().from(grants).where(eq(grants.id, grantId)).for("update");
  const accountId = staged?.accountId;
  if (!connection || !staged?.identityReadAt || !accountId || staged.state === "retired") {
    throw new AppError({ code: "conflict", message: `grant ${grantId} cannot be swapped in` });
  }
  const isSettled =
    connection.identityConfirmedAt !== null &&
    connection.accountId === accountId &&
    connection.region === staged.region;
  if (!isSettled) {
    throw new AppError({
      code: "conflict",
      message: `the account of grant ${grantId} is not settled`,
    });
  }
  return { staged: { ...staged, accountId }, connection };
}
