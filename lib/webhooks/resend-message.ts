import { and, eq, sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { webhookDeliveries } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { dueJobs } from "./due-jobs";
import { lockEndpoint } from "./lock-endpoint";

/**
 * Sends a message to an endpoint once more, whatever came of it, with the same id and all tries before
 * it. To a paused endpoint it goes when that is switched on. Throws `not_found`.
 */
export async function resendMessage(
  ctx: Context,
  input: { endpointId: string; deliveryId: string },
): Promise<void> {
  requireStaff(ctx, "operator");
  const { endpointId, deliveryId } = input;
  await ctx.db.transaction(async (tx) => {
    const { name } = await lockEndpoint(tx, endpointId);
    const [delivery] = await tx
      .update(webhookDeliveries)
      .set({ state: "waiting", tries: 0, nextTryAt: sql`now()` })
      .where(
        and(eq(webhookDeliveries.id, deliveryId), eq(webhookDeliveries.endpointId, endpointId)),
      )
      .returning({ messageId: webhookDeliveries.messageId });
    if (!delivery) {
      throw new AppError({ code: "not_found", message: `no delivery ${deliveryId}` });
    }
    const data = { webhook: name, endpoint: endpointId, message: delivery.messageId };
    await recordEvent(tx, ctx, { kind: "webhook.resent", firmId: null, data });
    await ctx.jobs.send(tx, "webhook", await dueJobs(tx, endpointId));
  });
}
