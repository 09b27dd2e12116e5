const dayOf = (at: Date, timeZone: string) =>
  new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(at);

const DAY_MS = 24 * 60 * 60 * 1000;

function nearDay(at: Date, now: Date, timeZone: string): string | null {
  const day = dayOf(at, timeZone);
  if (day === dayOf(now, timeZone)) return "today";
  if (day === dayOf(new Date(now.getTime() - DAY_MS), timeZone)) return "yesterday";
  if (day === dayOf(new Date(now.getTime() + DAY_MS), timeZone)) return "tomorrow";
  return null;
}

export function formatDate(at: Date, timeZone: string): string {
  const parts = { day: "numeric", month: "long", year: "numeric", timeZone } as const;
  return new Intl.DateTimeFormat("en-GB", parts).format(at);
}

/** A day without a time, such as `2026-11-24`, as people read it. */
export function formatDay(day: string): string {
  return formatDate(new Date(`${day}T12:00:00Z`), "UTC");
}

/** The zone in words, such as "Eastern Time". */
export function zoneName(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    timeZoneName: "longGeneric",
  }).formatToParts(at);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? timeZone;
}

/** "20 November 2026, 14:05 Eastern Time"; near `now`, the day is a word: "today, 09:12 …". */
export function formatInstant(at: Date, timeZone: string, now?: Date): string {
  const day = (now && nearDay(at, now, timeZone)) ?? formatDate(at, timeZone);
  const time = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "short" }).format(at);
  return `${day}, ${time} ${zoneName(at, timeZone)}`;
}

/** How long something has lasted, for dense lists: "2 h", "3 d". */
export function formatAge(since: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 60_000));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}
