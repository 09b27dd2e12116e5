import { and, eq, isNull } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { firms } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";

/**
 * Clio's own evidence for the firm's plan: its API answered for the firm's account, which a plan
 * without API access excludes (docs/clio.md, "Plans"). Only the first time counts.
 */
export async function confirmPlan(
  tx: Queryable,
  ctx: Context,
  input: { firmId: string; at: Date },
): Promise<void> {
  const confirmed = await tx
    .update(firms)
    .set({ planConfirmedAt: input.at })
    .where(and(eq(firms.id, input.firmId), isNull(firms.planConfirmedAt)))
    .returning({ id: firms.id });
  if (confirmed.length === 0) return;
  await recordEvent(tx, ctx, { kind: "plan.confirmed", firmId: input.firmId, data: {} });
}
