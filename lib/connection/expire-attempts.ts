import { and, isNull, type SQL } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { attempts } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";

/** Ends the open attempts that `which` names, each with its line in the history. */
export async function expireAttempts(
  tx: Queryable,
  ctx: Context,
  which: SQL,
  at: Date,
): Promise<void> {
  const ended = await tx
    .update(attempts)
    .set({ consumedAt: at, outcome: "expired", outcomeAt: at, verifierSealed: null })
    .where(and(isNull(attempts.consumedAt), which))
    .returning({ id: attempts.id, firmId: attempts.firmId });
  for (const { id, firmId } of ended) {
    await recordEvent(tx, ctx, {
      kind: "connection.attempt_ended",
      firmId,
      data: { attempt: id, outcome: "expired", detail: null },
    });
  }
}
