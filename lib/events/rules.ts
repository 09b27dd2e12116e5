import { eventKinds, type EventKind } from "@/lib/vocabulary";

/** What an event is about, coarsely: what staff choose from. */
export const eventGroups = [
  "firms",
  "people",
  "keys",
  "connection",
  "permissions",
  "problems",
  "mails",
  "services",
  "portal",
] as const;
export type EventGroup = (typeof eventGroups)[number];

type Subject<Kind> = Kind extends `${infer First}.${string}` ? First : never;

/** Every kind belongs to a group by the word before its dot. */
const groupOf: Record<Subject<EventKind>, EventGroup> = {
  firm: "firms",
  plan: "firms",
  region: "firms",
  developer_account: "firms",
  help: "firms",
  reminder: "firms",
  plans: "firms",
  bulk: "firms",
  queue: "firms",
  import: "firms",
  link: "people",
  session: "people",
  sessions: "people",
  staff: "people",
  application: "keys",
  keys: "keys",
  agency_application: "keys",
  connection: "connection",
  integration: "permissions",
  reauthorization: "permissions",
  problem: "problems",
  outage: "problems",
  mail: "mails",
  settings: "portal",
  key_ring: "portal",
  house: "portal",
  secret: "portal",
  history: "portal",
  token_client: "services",
  tokens: "services",
  webhook: "services",
};

/** The kinds of events in a group. */
export function kindsOf(group: EventGroup): EventKind[] {
  return eventKinds.filter((kind) => groupOf[kind.split(".")[0] as Subject<EventKind>] === group);
}

/** The `before` of a page's address: the `seq` of the last line of the page before, if it is one. */
export function readBefore(value: string | string[] | undefined): number | undefined {
  return typeof value === "string" && /^[1-9]\d{0,14}$/.test(value) ? Number(value) : undefined;
}
