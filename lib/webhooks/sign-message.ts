import { Webhook } from "standardwebhooks";
import type { MessageData } from "@/lib/events/message-rules";
import type { Secret } from "@/lib/logger";

export type Message = { id: string; type: string; at: Date; data: MessageData };

/** A message as it is sent: the same text at each try, signed for the instant of this one. */
export function signMessage(
  message: Message,
  secrets: Secret[],
  sentAt: Date,
): { headers: Record<string, string>; body: string } {
  const { id, type, at, data } = message;
  const body = JSON.stringify({ type, timestamp: at.toISOString(), data });
  return {
    headers: {
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1000)),
      "webhook-signature": signatures(secrets, { id, sentAt, body }),
    },
    body,
  };
}

/** One signature for each secret, as the header has them. */
export function signatures(
  secrets: Secret[],
  { id, sentAt, body }: { id: string; sentAt: Date; body: string },
): string {
  return secrets.map((secret) => new Webhook(secret.reveal()).sign(id, sentAt, body)).join(" ");
}
