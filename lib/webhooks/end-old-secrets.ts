import { and, eq, isNotNull } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { webhookSecrets } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { requireStepUp } from "@/lib/identity/require-step-up";
import { lockEndpoint } from "./lock-endpoint";

/**
 * Ends every secret but the newest at once: the receiver has changed over, or an old one has leaked. For
 * administrators who gave their second factor lately. Throws `step_up_needed` and `not_found`.
 */
export async function endOldSecrets(ctx: Context, input: { endpointId: string }): Promise<void> {
  requireStaff(ctx, "admin");
  await requireStepUp(ctx);
  const { endpointId } = input;
  await ctx.db.transaction(async (tx) => {
    const { name } = await lockEndpoint(tx, endpointId);
    const ended = await tx
      .delete(webhookSecrets)
      .where(and(eq(webhookSecrets.endpointId, endpointId), isNotNull(webhookSecrets.expiresAt)))
      .returning({ id: webhookSecrets.id });
    if (ended.length === 0) return;
    const data = { webhook: name, endpoint: endpointId, change: "old_secrets_ended" };
    await recordEvent(tx, ctx, { kind: "webhook.changed", firmId: null, data });
  });
}
