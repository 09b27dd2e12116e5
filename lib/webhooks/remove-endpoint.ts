import { and, eq, sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { webhookDeliveries, webhookEndpoints, webhookSecrets } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { requireStepUp } from "@/lib/identity/require-step-up";
import { lockEndpoint } from "./lock-endpoint";

/**
 * Ends an endpoint for good: its secrets are deleted, what waits is not sent any more, and what was sent
 * stays to be read for as long as all deliveries do. For administrators who gave their second factor
 * lately. Throws `step_up_needed` and `not_found`.
 */
export async function removeEndpoint(ctx: Context, input: { endpointId: string }): Promise<void> {
  requireStaff(ctx, "admin");
  await requireStepUp(ctx);
  const { endpointId } = input;
  await ctx.db.transaction(async (tx) => {
    const { name } = await lockEndpoint(tx, endpointId);
    await tx
      .update(webhookEndpoints)
      .set({ removedAt: sql`now()` })
      .where(eq(webhookEndpoints.id, endpointId));
    await tx.delete(webhookSecrets).where(eq(webhookSecrets.endpointId, endpointId));
    await tx
      .update(webhookDeliveries)
      .set({ state: "failed", nextTryAt: null })
      .where(
        and(eq(webhookDeliveries.endpointId, endpointId), eq(webhookDeliveries.state, "waiting")),
      );
    const data = { webhook: name, endpoint: endpointId };
    await recordEvent(tx, ctx, { kind: "webhook.removed", firmId: null, data });
  });
}
