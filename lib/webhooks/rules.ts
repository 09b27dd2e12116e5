import type { WebhookKind } from "@/lib/vocabulary";

/** What becomes of messages to an endpoint: sent, or kept until staff switch it on again. */
export type EndpointState = "on" | "paused" | "gone" | "unreachable" | "removed";

export function endpointState(endpoint: {
  isPaused: boolean;
  disabledAt: Date | null;
  disabledReason: "gone" | "unreachable" | null;
  removedAt: Date | null;
}): EndpointState {
  if (endpoint.removedAt) return "removed";
  if (endpoint.disabledAt) return endpoint.disabledReason ?? "unreachable";
  return endpoint.isPaused ? "paused" : "on";
}

export const deliveryStates = ["waiting", "delivered", "failed"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** How long an old secret goes on signing beside a new one, in hours. */
export const secretEnds = { now: 0, hour: 1, day: 24, week: 168 } as const;
export type SecretEnd = keyof typeof secretEnds;

/** Signatures for so many secrets stand in a message's header at most. */
export const MOST_SECRETS = 5;

/** Deliveries and what they carried are kept for so many days. */
export const KEPT_DAYS = 30;

/** When a receiver hears of it, in words for staff. */
export const kindWords: Record<WebhookKind, string> = {
  "connection.working": "A connection works for the first time, or after it was disconnected",
  "connection.needs_attention": "The firm has something to mend",
  "connection.access_ended": "Clio has ended the access",
  "connection.recovered": "A connection works again",
  "connection.reauthorized": "The firm has authorized anew",
  "connection.disconnected": "A connection was ended on purpose",
  "firm.live": "A firm went live",
};
