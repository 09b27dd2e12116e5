import { and, asc, eq, isNull, lte, sql } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";
import { webhookDeliveries, webhookEndpoints } from "@/lib/db/schema";

/** A delivery that waits and whose time has come. A claim moves its time, so it is due to nobody else. */
export const isDue = and(
  eq(webhookDeliveries.state, "waiting"),
  lte(webhookDeliveries.nextTryAt, sql`now()`),
);

/** An endpoint that is sent to. */
export const isOpen = and(
  eq(webhookEndpoints.isPaused, false),
  isNull(webhookEndpoints.disabledAt),
  isNull(webhookEndpoints.removedAt),
);

/** The jobs of what is due, one for each endpoint, or for one alone. */
export async function dueJobs(
  tx: Queryable,
  endpointId?: string,
): Promise<{ data: { endpointId: string }; key: string }[]> {
  const found = await tx
    .selectDistinctOn([webhookDeliveries.endpointId], {
      id: webhookDeliveries.id,
      endpointId: webhookDeliveries.endpointId,
    })
    .from(webhookDeliveries)
    .innerJoin(webhookEndpoints, eq(webhookEndpoints.id, webhookDeliveries.endpointId))
    .where(
      and(isDue, isOpen, endpointId ? eq(webhookDeliveries.endpointId, endpointId) : undefined),
    )
    .orderBy(asc(webhookDeliveries.endpointId), asc(webhookDeliveries.nextTryAt));
  return found.map((one) => ({ data: { endpointId: one.endpointId }, key: one.id }));
}
