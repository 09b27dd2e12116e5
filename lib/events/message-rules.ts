import type {
  ConnectionStatus,
  EventKind,
  LiveCause,
  StatusReason,
  WebhookKind,
} from "@/lib/vocabulary";
import type { EventData } from "./personal-data";

/** What a message says besides its kind and time: ids, statuses and times, nothing secret or personal. */
export type MessageData = Record<string, string | number | boolean | null>;

/** A firm and its connection, as they are in the transaction that wrote the event. */
export type MessageFacts = {
  firmId: string;
  connectionId: string;
  integrationId: string;
  status: ConnectionStatus;
  reason: StatusReason;
  since: Date;
  /** When it first worked in every respect. */
  workedAt: Date | null;
  disconnectedAt: Date | null;
  liveCause: LiveCause | null;
  liveAt: Date | null;
  liveUntil: Date | null;
};

/** The last message about a connection's status. */
export type Told = { kind: WebhookKind; reason: string | null };

/** The events that integration services may be told of. */
export const toldEvents = [
  "connection.status_changed",
  "connection.connected",
  "connection.disconnected",
  "firm.live",
] as const satisfies EventKind[];
export type ToldEvent = (typeof toldEvents)[number];

export const isToldEvent = (kind: EventKind): kind is ToldEvent =>
  (toldEvents as readonly EventKind[]).includes(kind);

/** The kinds that say how a connection is: of these, none is told twice in a row. */
export const statusMessages = [
  "connection.working",
  "connection.needs_attention",
  "connection.access_ended",
  "connection.recovered",
  "connection.disconnected",
] as const satisfies WebhookKind[];

type Message = { kind: WebhookKind; data: MessageData };

/**
 * The message that follows from an event, or null. A status is told when it differs from what was told
 * last, so that a connection which was looked into meanwhile ("checking", told to nobody) is not told
 * again as it was.
 */
export function messageOf(
  event: { kind: ToldEvent; data: EventData },
  facts: MessageFacts,
  last: Told | null,
): Message | null {
  const found = messageOfEvent[event.kind](facts, last, event.data);
  if (!found) return null;
  const ids = {
    firm_id: facts.firmId,
    connection_id: facts.connectionId,
    integration_id: facts.integrationId,
  };
  return { kind: found.kind, data: { ...ids, ...found.data } };
}

const messageOfEvent: Record<
  ToldEvent,
  (facts: MessageFacts, last: Told | null, data: EventData) => Message | null
> = {
  "connection.status_changed": (facts, last) => {
    const kind = statusMessage(facts, last);
    const { status, reason, since } = facts;
    return kind && { kind, data: { status, reason, since: since.toISOString() } };
  },
  "connection.connected": (_facts, _last, { replaced }) =>
    replaced === true ? { kind: "connection.reauthorized", data: {} } : null,
  // Its status is computed after this event, and may name what hinders the next connection.
  "connection.disconnected": ({ disconnectedAt }) => ({
    kind: "connection.disconnected",
    data: {
      status: "not_connected",
      reason: "disconnected",
      since: disconnectedAt?.toISOString() ?? null,
    },
  }),
  "firm.live": ({ liveCause, liveAt, liveUntil }) => ({
    kind: "firm.live",
    data: {
      cause: liveCause,
      since: liveAt?.toISOString() ?? null,
      until: liveUntil?.toISOString() ?? null,
    },
  }),
};

function statusMessage(facts: MessageFacts, last: Told | null): WebhookKind | null {
  const { status, reason, since, workedAt } = facts;
  if (status === "checking") return null;
  if (status === "working") {
    if (last?.kind === "connection.working" || last?.kind === "connection.recovered") return null;
    const isFirst = workedAt !== null && workedAt.getTime() >= since.getTime();
    const isNews = isFirst || last === null || last.kind === "connection.disconnected";
    return isNews ? "connection.working" : "connection.recovered";
  }
  if (status === "not_connected") {
    // What was given up before it was used is told only to those who had heard of it.
    return last === null || last.kind === "connection.disconnected"
      ? null
      : "connection.disconnected";
  }
  const kind = `connection.${status}` as const;
  return last?.kind === kind && last.reason === reason ? null : kind;
}
