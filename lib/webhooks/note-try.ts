import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { webhookDeliveries, webhookEndpoints, webhookTries } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { newId } from "@/lib/ids";
import { count } from "@/lib/telemetry/numbers";
import { tellStaff } from "@/lib/mail/tell-staff";
import { RETRY_TOTAL_MS, verdictOf, type TryResult } from "./retry-rules";

type Endpoint = { id: string; name: string };

/**
 * Keeps one try with what came of it, and when the next one is due. A delivery that somebody claimed or
 * sent again meanwhile keeps what they made of it, but for one that arrived. A receiver that is gone
 * disables its endpoint, and so does one that nothing has reached for the whole time of the retries.
 */
export async function noteTry(
  ctx: Context,
  input: {
    endpoint: Endpoint;
    /** `tries` as they were counted by the claim. */
    delivery: { id: string; firmId: string; tries: number };
    result: TryResult;
    tookMs: number;
  },
): Promise<void> {
  const { endpoint, delivery, result, tookMs } = input;
  const verdict = verdictOf(result, delivery.tries, Math.random());
  const waitMs = verdict.state === "waiting" ? verdict.afterMs : null;
  count("anteroom_webhook_deliveries_total", { outcome: verdict.state });
  await ctx.db.transaction(async (tx) => {
    await tx.insert(webhookTries).values({
      id: newId("webhookTry"),
      firmId: delivery.firmId,
      deliveryId: delivery.id,
      at: sql`clock_timestamp()`,
      status: result.status,
      failure: result.status === null ? result.failure : null,
      tookMs,
    });
    await tx
      .update(webhookDeliveries)
      .set({
        state: verdict.state,
        nextTryAt: waitMs === null ? null : sql`now() + make_interval(secs => ${waitMs / 1000})`,
        ...(verdict.state === "delivered" && { deliveredAt: sql`now()` }),
      })
      .where(
        and(
          eq(webhookDeliveries.id, delivery.id),
          eq(webhookDeliveries.state, "waiting"),
          eq(webhookDeliveries.tries, delivery.tries),
        ),
      );
    if (verdict.state !== "failed") return;
    if (verdict.isGone) await disable(tx, ctx, endpoint, "gone");
    else if (await isUnreachable(tx, endpoint)) await disable(tx, ctx, endpoint, "unreachable");
    else await tellOfFailure(tx, ctx, endpoint);
  });
}

/** Nothing has arrived there for as long as a message is tried. */
async function isUnreachable(tx: Queryable, { id }: Endpoint): Promise<boolean> {
  const since = sql`now() - make_interval(secs => ${RETRY_TOTAL_MS / 1000})`;
  const arrived = await tx
    .select({ id: webhookDeliveries.id })
    .from(webhookDeliveries)
    .where(and(eq(webhookDeliveries.endpointId, id), gt(webhookDeliveries.deliveredAt, since)))
    .limit(1);
  return arrived.length === 0;
}

async function disable(
  tx: Queryable,
  ctx: Context,
  { id, name }: Endpoint,
  reason: "gone" | "unreachable",
): Promise<void> {
  const [disabled] = await tx
    .update(webhookEndpoints)
    .set({ disabledAt: sql`now()`, disabledReason: reason })
    .where(and(eq(webhookEndpoints.id, id), isNull(webhookEndpoints.disabledAt)))
    .returning({ at: webhookEndpoints.disabledAt });
  if (!disabled) return;
  const data = { webhook: name, endpoint: id, reason };
  await recordEvent(tx, ctx, { kind: "webhook.disabled", firmId: null, data });
  const why =
    reason === "gone"
      ? "Its receiver said that it is gone for good (410)."
      : "Nothing has reached its receiver for more than three days.";
  await tellStaff(tx, ctx, {
    firmId: null,
    path: `/staff/webhooks/${id}`,
    causeKey: `webhook_disabled:${id}:${disabled.at?.getTime()}`,
    subject: `Webhook switched off: ${name}`,
    sentence: `${why} Messages wait until you switch the webhook on again, at most 30 days.`,
  });
}

/** Once a day for an endpoint: others of its messages arrive. */
async function tellOfFailure(tx: Queryable, ctx: Context, { id, name }: Endpoint): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  await tellStaff(tx, ctx, {
    firmId: null,
    path: `/staff/webhooks/${id}?state=failed`,
    causeKey: `webhook_failed:${id}:${day}`,
    subject: `Webhook messages did not arrive: ${name}`,
    sentence:
      "Its receiver has refused a message for more than three days, while others arrive. You can send it again once the receiver is mended.",
  });
}
