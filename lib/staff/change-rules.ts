import type { EventKind } from "@/lib/vocabulary";

/** What staff change of a firm by hand, as it goes on after "Kim changed". Each counts `firms.version` on. */
const changeNames: Partial<Record<EventKind, string>> = {
  "firm.owner_changed": "the owner",
  "firm.tags_changed": "the tags",
  "firm.main_contact_changed": "the main contact",
  "firm.second_contact_changed": "the second contact",
  "firm.integration_changed": "the integration",
  "firm.route_changed": "the route",
  "firm.reminders_paused": "the reminders",
  "firm.live": "whether the firm is live",
  "firm.not_live": "whether the firm is live",
  "firm.closed": "the firm: it is closed now",
};

export const changeKinds = Object.keys(changeNames) as EventKind[];

export type FirmChange = { by: string; kind: EventKind; at: Date };

/** Who changed what and when, such as "Kim Doe changed the owner 2 minutes ago." */
export function changeSentence(change: FirmChange | null, now: Date): string {
  if (!change) return "Somebody changed this firm.";
  const what = changeNames[change.kind] ?? "this firm";
  return `${change.by} changed ${what} ${agoWords(change.at, now)}.`;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago an instant is, as people say it: in whole minutes, hours or days. */
export function agoWords(at: Date, now: Date): string {
  const ms = now.getTime() - at.getTime();
  if (ms < MINUTE_MS) return "just now";
  if (ms < HOUR_MS) return `${counted(ms / MINUTE_MS, "minute")} ago`;
  if (ms < DAY_MS) return `${counted(ms / HOUR_MS, "hour")} ago`;
  return `${counted(ms / DAY_MS, "day")} ago`;
}

function counted(number: number, unit: string): string {
  const whole = Math.floor(number);
  return whole === 1 ? `1 ${unit}` : `${whole} ${unit}s`;
}
