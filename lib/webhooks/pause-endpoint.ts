import { eq } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { webhookEndpoints } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { dueJobs } from "./due-jobs";
import { lockEndpoint } from "./lock-endpoint";
import { endpointState } from "./rules";

/**
 * Has an endpoint's messages wait, or switches it on again, also one that its receiver or silence had
 * disabled: then what waited goes out at once. Throws `not_found`.
 */
export async function pauseEndpoint(
  ctx: Context,
  input: { endpointId: string; isPaused: boolean },
): Promise<void> {
  requireStaff(ctx, "operator");
  const { endpointId, isPaused } = input;
  await ctx.db.transaction(async (tx) => {
    const endpoint = await lockEndpoint(tx, endpointId);
    const state = endpointState(endpoint);
    if (isPaused ? state !== "on" : state === "on") return;
    await tx
      .update(webhookEndpoints)
      .set({ isPaused, disabledAt: null, disabledReason: null })
      .where(eq(webhookEndpoints.id, endpointId));
    const data = {
      webhook: endpoint.name,
      endpoint: endpointId,
      change: isPaused ? "paused" : "resumed",
    };
    await recordEvent(tx, ctx, { kind: "webhook.changed", firmId: null, data });
    if (!isPaused) await ctx.jobs.send(tx, "webhook", await dueJobs(tx, endpointId));
  });
}
