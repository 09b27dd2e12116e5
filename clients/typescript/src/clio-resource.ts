import type { Connection } from "./api-types.js";

/** A permission of Clio's. */
export type ClioResource = Connection["scopes"][number]["resource"];

/** First words of Clio's addresses, and the permission that they need. */
const resources: Record<string, ClioResource> = {
  activities: "activities",
  activity_descriptions: "activities",
  bills: "billing",
  calendar_entries: "calendars",
  calendars: "calendars",
  communications: "communications",
  contacts: "contacts",
  custom_fields: "custom_fields",
  documents: "documents",
  folders: "documents",
  matters: "matters",
  practice_areas: "matters",
  tasks: "tasks",
  users: "users",
  webhooks: "webhooks",
};

/** The permission that a call of Clio's needs, or null where this is not known. */
export function resourceOf(path: string): ClioResource | null {
  const [, word = ""] = /^\/api\/v4\/([a-z_]+)/.exec(path) ?? [];
  return resources[word] ?? null;
}
