import { and, eq, isNull } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import { webhookEndpoints } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { requireNotQuarantined } from "@/lib/settings/quarantine";
import { postMessage } from "./post-message";
import type { TryResult } from "./retry-rules";
import { openSecrets } from "./secrets";
import { signMessage } from "./sign-message";

/**
 * Sends a message of type `webhook.test` at once, signed like every other, also to an endpoint that is
 * switched off: whether a receiver is mended is best seen before. Nothing is kept, and nothing is tried
 * again. Returns what the receiver answered. Throws `not_found`.
 */
export async function sendTest(
  ctx: Context,
  input: { endpointId: string },
): Promise<TryResult & { tookMs: number }> {
  requireStaff(ctx, "operator");
  await requireNotQuarantined(ctx);
  const { endpointId } = input;
  const [endpoint] = await ctx.db.query((db) =>
    db
      .select({ url: webhookEndpoints.url })
      .from(webhookEndpoints)
      .where(and(eq(webhookEndpoints.id, endpointId), isNull(webhookEndpoints.removedAt))),
  );
  if (!endpoint) throw new AppError({ code: "not_found", message: `no endpoint ${endpointId}` });
  const secrets = await openSecrets(ctx, endpointId);
  const at = await now(ctx);
  const message = {
    id: newId("webhookMessage"),
    type: "webhook.test",
    at,
    data: { endpoint_id: endpointId },
  };
  const begun = performance.now();
  const result = await postMessage(
    { url: endpoint.url, allowPrivate: ctx.env.WEBHOOKS_ALLOW_PRIVATE === "on" },
    signMessage(message, secrets, at),
  );
  return { ...result, tookMs: Math.round(performance.now() - begun) };
}
