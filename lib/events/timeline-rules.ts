import { eventKinds, type EventKind } from "@/lib/vocabulary";
import { readBefore } from "./rules";

/** What staff choose from in a firm's timeline. `staff` is told by who acted, the others by what happened. */
export const timelines = ["mails", "links", "outcomes", "checks", "staff"] as const;
export type Timeline = (typeof timelines)[number];

const subjects: Record<Exclude<Timeline, "staff">, readonly string[]> = {
  mails: ["mail"],
  links: ["link", "session", "sessions"],
  outcomes: [
    "plan",
    "region",
    "developer_account",
    "application",
    "keys",
    "connection",
    "problem",
    "reauthorization",
    "help",
  ],
  checks: ["connection"],
};
/** Of what happens to a connection: what we do by ourselves, again and again. */
const CHECKS: ReadonlySet<EventKind> = new Set<EventKind>([
  "connection.refreshed",
  "connection.refresh_failed",
  "connection.checked",
  "connection.scope_changed",
]);

/** The kinds of events in one part of a firm's timeline; null where it is told by who acted. */
export function kindsOfTimeline(timeline: Timeline): EventKind[] | null {
  if (timeline === "staff") return null;
  return eventKinds.filter((kind) => {
    const [subject = ""] = kind.split(".");
    return subjects[timeline].includes(subject) && CHECKS.has(kind) === (timeline === "checks");
  });
}

/** The `about` of a page's address: one part of the timeline, all of it, or null for neither. */
export function readTimeline(value: string | string[] | undefined): Timeline | "all" | null {
  if (value === undefined || value === "") return "all";
  return timelines.find((one) => one === value) ?? null;
}

/** Whether a firm's page can read its address: which part of the timeline, and before which line. */
export function isTimelineQuery(
  parameters: Readonly<Record<string, string | string[] | undefined>>,
): boolean {
  const { about, before, ...others } = parameters;
  if (Object.keys(others).length > 0 || readTimeline(about) === null) return false;
  return before === undefined || readBefore(before) !== undefined;
}
