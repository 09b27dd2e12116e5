import { and, asc, count, desc, eq, inArray, isNull, max, sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import {
  firms,
  integrations,
  people,
  webhookDeliveries,
  webhookEndpoints,
  webhookMessages,
  webhookSecrets,
  webhookTries,
} from "@/lib/db/schema";
import type { WebhookKind } from "@/lib/vocabulary";
import { endpointState, type DeliveryState, type EndpointState } from "./rules";
import { isActive } from "./secrets";

/** An endpoint as staff see it; never a secret. */
export type EndpointView = {
  id: string;
  name: string;
  url: string;
  /** Null: it hears of every integration's firms. */
  integrationName: string | null;
  kinds: WebhookKind[];
  state: EndpointState;
  disabledAt: Date | null;
  createdAt: Date;
  createdByName: string | null;
  /** Messages on their way, and those that did not arrive. */
  waiting: number;
  failed: number;
  deliveredAt: Date | null;
};

/** Every endpoint that is not removed, by name. For staff. */
export async function listEndpoints(ctx: Context): Promise<EndpointView[]> {
  requireStaff(ctx, "viewer");
  return readEndpoints(ctx, null);
}

export type EndpointPageView = EndpointView & {
  /** What it is signed with now, the newest first. */
  secrets: { id: string; createdAt: Date; expiresAt: Date | null }[];
};

/** One endpoint, also a removed one, whose log can still be read; null when there is none. For staff. */
export async function loadEndpoint(
  ctx: Context,
  endpointId: string,
): Promise<EndpointPageView | null> {
  requireStaff(ctx, "viewer");
  const [endpoint] = await readEndpoints(ctx, endpointId);
  if (!endpoint) return null;
  const { id, createdAt, expiresAt } = webhookSecrets;
  const secrets = await ctx.db.query((db) =>
    db
      .select({ id, createdAt, expiresAt })
      .from(webhookSecrets)
      .where(and(eq(webhookSecrets.endpointId, endpointId), isActive))
      .orderBy(desc(createdAt)),
  );
  return { ...endpoint, secrets };
}

async function readEndpoints(ctx: Context, endpointId: string | null): Promise<EndpointView[]> {
  return ctx.db.query(async (db) => {
    const rows = await db
      .select({
        endpoint: webhookEndpoints,
        integrationName: integrations.name,
        createdByName: people.name,
      })
      .from(webhookEndpoints)
      .leftJoin(integrations, eq(integrations.id, webhookEndpoints.integrationId))
      .leftJoin(people, eq(people.id, webhookEndpoints.createdBy))
      .where(
        endpointId === null
          ? isNull(webhookEndpoints.removedAt)
          : eq(webhookEndpoints.id, endpointId),
      )
      .orderBy(asc(webhookEndpoints.name), asc(webhookEndpoints.id));
    const counts = await db
      .select({
        endpointId: webhookDeliveries.endpointId,
        state: webhookDeliveries.state,
        count: count(),
        deliveredAt: max(webhookDeliveries.deliveredAt),
      })
      .from(webhookDeliveries)
      .where(endpointId === null ? undefined : eq(webhookDeliveries.endpointId, endpointId))
      .groupBy(webhookDeliveries.endpointId, webhookDeliveries.state);
    return rows.map(({ endpoint, integrationName, createdByName }) => {
      const { id, name, url, kinds, disabledAt, createdAt } = endpoint;
      const mine = counts.filter((one) => one.endpointId === id);
      const countOf = (state: DeliveryState) => mine.find((one) => one.state === state)?.count ?? 0;
      const arrivals = mine.flatMap((one) => one.deliveredAt?.getTime() ?? []);
      return {
        id,
        name,
        url,
        kinds,
        disabledAt,
        createdAt,
        integrationName,
        createdByName,
        state: endpointState(endpoint),
        waiting: countOf("waiting"),
        failed: countOf("failed"),
        deliveredAt: arrivals.length > 0 ? new Date(Math.max(...arrivals)) : null,
      };
    });
  });
}

/** One message to one endpoint, with every try. */
export type DeliveryView = {
  id: string;
  messageId: string;
  kind: WebhookKind;
  firm: { id: string; name: string };
  state: DeliveryState;
  createdAt: Date;
  nextTryAt: Date | null;
  tries: TryView[];
};
export type TryView = {
  id: string;
  at: Date;
  /** Null when there was no answer; then `failure` says why. */
  status: number | null;
  failure: string | null;
  tookMs: number;
};

const PAGE = 25;

/** A page of an endpoint's deliveries, the newest first; `next` is the `before` of the page after. For staff. */
export async function listDeliveries(
  ctx: Context,
  input: { endpointId: string; state?: DeliveryState; before?: string | null },
): Promise<{ deliveries: DeliveryView[]; next: string | null }> {
  requireStaff(ctx, "viewer");
  const { endpointId, state, before } = input;
  const place = sql`(${webhookDeliveries.createdAt}, ${webhookDeliveries.id})`;
  const last = sql`(select ${webhookDeliveries.createdAt}, ${webhookDeliveries.id}
    from ${webhookDeliveries} where ${webhookDeliveries.id} = ${before})`;
  return ctx.db.query(async (db) => {
    const rows = await db
      .select({
        id: webhookDeliveries.id,
        messageId: webhookDeliveries.messageId,
        kind: webhookMessages.kind,
        firm: { id: firms.id, name: firms.name },
        state: webhookDeliveries.state,
        createdAt: webhookDeliveries.createdAt,
        nextTryAt: webhookDeliveries.nextTryAt,
      })
      .from(webhookDeliveries)
      .innerJoin(webhookMessages, eq(webhookMessages.id, webhookDeliveries.messageId))
      .innerJoin(firms, eq(firms.id, webhookDeliveries.firmId))
      .where(
        and(
          eq(webhookDeliveries.endpointId, endpointId),
          state ? eq(webhookDeliveries.state, state) : undefined,
          before ? sql`${place} < ${last}` : undefined,
        ),
      )
      .orderBy(desc(webhookDeliveries.createdAt), desc(webhookDeliveries.id))
      .limit(PAGE + 1);
    const page = rows.slice(0, PAGE);
    const ids = page.map(({ id }) => id);
    const made = await db
      .select()
      .from(webhookTries)
      .where(inArray(webhookTries.deliveryId, ids))
      .orderBy(desc(webhookTries.at));
    return {
      deliveries: page.map((row) => ({
        ...row,
        tries: made
          .filter(({ deliveryId }) => deliveryId === row.id)
          .map(({ id, at, status, failure, tookMs }) => ({ id, at, status, failure, tookMs })),
      })),
      next: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null,
    };
  });
}
