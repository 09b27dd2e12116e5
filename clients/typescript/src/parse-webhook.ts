import { Webhook } from "standardwebhooks";
import { WebhookRefused } from "./errors.js";

/** What the portal tells of. Later versions may tell of more: leave what you do not know alone. */
export const webhookKinds = [
  "connection.working",
  "connection.needs_attention",
  "connection.access_ended",
  "connection.recovered",
  "connection.reauthorized",
  "connection.disconnected",
  "firm.live",
] as const;
export type WebhookKind = (typeof webhookKinds)[number];

export interface WebhookEvent {
  /** The same each time one message is sent again: remember it, and do nothing twice. */
  id: string;
  type: WebhookKind | (string & {});
  /** When it happened. Messages may arrive in another order. */
  timestamp: Date;
  data: {
    firm_id: string;
    connection_id: string;
    integration_id: string;
    [more: string]: string | number | boolean | null;
  };
}

type HeaderSource = Headers | Record<string, string | string[] | undefined>;

const NAMES = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;

/**
 * The message of a webhook whose signature is one of `secrets` (`whsec_…`; several while they change).
 * `body` is the body to the byte: what a framework has parsed and written again does not verify.
 * Throws `WebhookRefused`: answer 400, and do nothing.
 */
export function parseWebhook(
  headers: HeaderSource,
  body: string | Uint8Array,
  secrets: string | readonly string[],
): WebhookEvent {
  const text = typeof body === "string" ? body : new TextDecoder().decode(body);
  const given = Object.fromEntries(NAMES.map((name) => [name, headerOf(headers, name)]));
  const all = typeof secrets === "string" ? [secrets] : secrets;
  if (all.length === 0) throw new TypeError("parseWebhook needs a secret");
  if (!all.some((secret) => isSigned(secret, text, given))) {
    throw new WebhookRefused("The signature is not the portal's, or is too old.");
  }
  return eventOf(given["webhook-id"] ?? "", text);
}

function isSigned(secret: string, text: string, headers: Record<string, string>): boolean {
  const webhook = new Webhook(secret);
  try {
    webhook.verify(text, headers);
    return true;
  } catch {
    return false;
  }
}

function eventOf(id: string, text: string): WebhookEvent {
  const message = JSON.parse(text) as { type?: unknown; timestamp?: unknown; data?: unknown };
  const { type, timestamp, data } = message;
  const at = new Date(typeof timestamp === "string" ? timestamp : Number.NaN);
  if (typeof type !== "string" || Number.isNaN(at.getTime()) || !isData(data)) {
    throw new WebhookRefused("The message says what this version does not know.");
  }
  return { id, type, timestamp: at, data };
}

function isData(data: unknown): data is WebhookEvent["data"] {
  if (typeof data !== "object" || data === null) return false;
  const { firm_id, connection_id, integration_id } = data as Record<string, unknown>;
  return [firm_id, connection_id, integration_id].every((id) => typeof id === "string");
}

function headerOf(headers: HeaderSource, name: string): string {
  if (headers instanceof Headers) return headers.get(name) ?? "";
  const key = Object.keys(headers).find((one) => one.toLowerCase() === name);
  const value = key === undefined ? undefined : headers[key];
  return typeof value === "string" ? value : "";
}
