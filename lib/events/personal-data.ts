import type { EventKind } from "@/lib/vocabulary";

/** Facts for the timeline: never a secret, never a whole client ID, never a provider's text. */
export type EventData = Record<string, string | number | boolean | null>;

/** Where the sealed facts of an event stand among its open ones. */
export const SEALED_FIELD = "sealed";

// The closed list of what is personal in an event's data. Everything else is ids, codes, numbers.
const ALWAYS: ReadonlySet<string> = new Set([
  "name",
  "email",
  "account",
  "user",
  "before",
  "detail",
  "text",
]);
/** Words that hold a code in most kinds and a free text or an address in these. */
const IN_SOME: Partial<Record<EventKind, readonly string[]>> = {
  "firm.live": ["reason"],
  "firm.closed": ["reason"],
  "connection.account_change_allowed": ["reason"],
  "mail.sent": ["to"],
  "mail.failed": ["to"],
  "mail.retried": ["to"],
};

/** Splits an event's data into what stays readable for ever and what is sealed with the firm's key. */
export function splitPersonal(
  kind: EventKind,
  data: EventData,
): { open: EventData; personal: EventData } {
  const open: EventData = {};
  const personal: EventData = {};
  for (const [field, value] of Object.entries(data)) {
    const isPersonal = ALWAYS.has(field) || IN_SOME[kind]?.includes(field) === true;
    // Only texts say something of a person.
    (isPersonal && typeof value === "string" ? personal : open)[field] = value;
  }
  return { open, personal };
}
