import { and, arrayContains, desc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import {
  connections,
  firms,
  webhookDeliveries,
  webhookEndpoints,
  webhookMessages,
} from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import {
  messageOf,
  statusMessages,
  type MessageFacts,
  type Told,
  type ToldEvent,
} from "./message-rules";
import type { EventData } from "./personal-data";

/**
 * Queues what integration services are told of an event of a firm's, in the event's transaction: one
 * message, and its delivery to each endpoint that wants it. The transaction has changed the row that the
 * event tells of, so that two of them cannot both find the same thing untold.
 */
export async function queueMessages(
  tx: Queryable,
  ctx: Context,
  event: { kind: ToldEvent; firmId: string; data: EventData },
): Promise<void> {
  const facts = await loadFacts(tx, event.firmId);
  if (!facts) return;
  const message = messageOf(event, facts, await lastTold(tx, event.firmId));
  if (!message) return;
  const { firmId, integrationId } = facts;
  const messageId = newId("webhookMessage");
  await tx.insert(webhookMessages).values({
    id: messageId,
    firmId,
    ...message,
    // Two messages of one transaction keep their order.
    at: sql`clock_timestamp()`,
  });
  const endpoints = await tx
    .select({ id: webhookEndpoints.id })
    .from(webhookEndpoints)
    .where(
      and(
        isNull(webhookEndpoints.removedAt),
        arrayContains(webhookEndpoints.kinds, [message.kind]),
        or(
          isNull(webhookEndpoints.integrationId),
          eq(webhookEndpoints.integrationId, integrationId),
        ),
      ),
    );
  if (endpoints.length === 0) return;
  const deliveries = endpoints.map((endpoint) => ({
    id: newId("webhookDelivery"),
    firmId,
    endpointId: endpoint.id,
    messageId,
    nextTryAt: sql`now()`,
  }));
  await tx.insert(webhookDeliveries).values(deliveries);
  const jobs = deliveries.map(({ id, endpointId }) => ({ data: { endpointId }, key: id }));
  await ctx.jobs.send(tx, "webhook", jobs);
}

async function loadFacts(tx: Queryable, firmId: string): Promise<MessageFacts | null> {
  const [row] = await tx
    .select({
      firmId: firms.id,
      connectionId: connections.id,
      integrationId: firms.integrationId,
      status: connections.status,
      reason: connections.statusReason,
      since: connections.statusSince,
      workedAt: connections.workedAt,
      disconnectedAt: connections.disconnectedAt,
      liveCause: firms.liveCause,
      liveAt: firms.liveAt,
      liveUntil: firms.liveUntil,
    })
    .from(firms)
    .innerJoin(connections, eq(connections.firmId, firms.id))
    .where(eq(firms.id, firmId));
  return row ?? null;
}

async function lastTold(tx: Queryable, firmId: string): Promise<Told | null> {
  const [last] = await tx
    .select({
      kind: webhookMessages.kind,
      reason: sql<string | null>`${webhookMessages.data} ->> 'reason'`,
    })
    .from(webhookMessages)
    .where(and(eq(webhookMessages.firmId, firmId), inArray(webhookMessages.kind, statusMessages)))
    .orderBy(desc(webhookMessages.at))
    .limit(1);
  return last ?? null;
}
