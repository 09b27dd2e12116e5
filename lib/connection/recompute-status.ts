import { eq } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { connections } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { spendInvitations } from "@/lib/identity/end-links";
import { loadFacts } from "./load-facts";
import { noteProblem } from "./note-problem";
import { connectionStatus, type StatusFacts } from "./rules";

/**
 * Computes the status of a firm's connection from its facts and stores it with the instant at
 * which time alone would change it. Call it in the transaction of every change of those facts;
 * `now` is the verb's. Returns the new status, or null when the firm has no connection.
 */
export async function recomputeStatus(
  tx: Queryable,
  ctx: Context,
  firmId: string,
  now: Date,
): Promise<StatusFacts | null> {
  const [loaded] = await loadFacts(tx, [firmId]);
  if (!loaded) return null;
  const { row, facts } = loaded;
  const status = connectionStatus(facts, now);
  const isNew = row.status !== status.status || row.statusReason !== status.reason;
  await tx
    .update(connections)
    .set({
      status: status.status,
      statusReason: status.reason,
      statusActor: status.actor,
      statusChangesAt: status.changesAt,
      ...(isNew && { statusSince: now }),
      ...(status.status === "working" && { workedAt: row.workedAt ?? now }),
    })
    .where(eq(connections.id, row.id));
  if (isNew) {
    await recordEvent(tx, ctx, {
      kind: "connection.status_changed",
      firmId,
      data: { from: row.status, to: status.status, reason: status.reason },
    });
  }
  if (isNew && status.status === "working") await spendInvitations(tx, { firmId, at: now });
  await noteProblem(tx, ctx, { loaded, status, at: now });
  return status;
}
