import { and, eq, isNotNull, ne } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { applications, attempts, connections, firms, grants } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { expireAttempts } from "./expire-attempts";
import { recomputeStatus } from "./recompute-status";
import { retireGrant } from "./retire-grant";

/**
 * Ends a firm's connection on purpose, in the caller's transaction: refresh tokens are overwritten, the
 * firm is live no more, and a trip that began before connects nothing. Returns the grants whose access
 * tokens are still to be ended at Clio (`revokeRetired`, after the commit); none when nothing was
 * connected, and then nothing is written.
 */
export async function endConnection(
  tx: Queryable,
  ctx: Context,
  input: { firmId: string; at: Date; liveReason: string },
): Promise<string[]> {
  const { firmId, at } = input;
  await tx.select().from(connections).where(eq(connections.firmId, firmId)).for("update");
  const live = await tx
    .select()
    .from(grants)
    .where(and(eq(grants.firmId, firmId), ne(grants.state, "retired")))
    .for("update");
  if (live.length === 0) return [];
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
    const data = { reason: input.liveReason };
    await recordEvent(tx, ctx, { kind: "firm.not_live", firmId, data });
  }
  await recomputeStatus(tx, ctx, firmId, at);
  return live.map((grant) => grant.id);
}

/** Overwrites every key of the firm's own applications, in the caller's transaction. */
export async function overwriteKeys(
  tx: Queryable,
  ctx: Context,
  { firmId, at }: { firmId: string; at: Date },
): Promise<void> {
  await tx
    .update(applications)
    .set({
      clientIdSealed: null,
      clientId: null,
      clientIdEnd: null,
      clientIdDigest: null,
      clientSecretSealed: null,
      refusedPairDigest: null,
      keysStoredAt: null,
      keysStoredBy: null,
      keyCheck: "not_checked",
      keyCheckedAt: null,
      keyAcceptedAt: null,
      reviewNeededAt: null,
    })
    .where(eq(applications.firmId, firmId));
  await expireAttempts(tx, ctx, eq(attempts.firmId, firmId), at);
  await recordEvent(tx, ctx, { kind: "keys.withdrawn", firmId, data: {} });
  await recomputeStatus(tx, ctx, firmId, at);
}
