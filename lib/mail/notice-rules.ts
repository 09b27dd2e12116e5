import type { MailKind } from "@/lib/vocabulary";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** More notices than this within an hour, in all, are held until staff release them. */
export const NOTICES_PER_HOUR = 200;
/** For a person and firm at most one notice in this time. */
export const NOTICE_PAUSE_MS = DAY_MS;

/**
 * What goes out by itself. Not so what somebody asked for (an invitation, a link, a code, a hand-over),
 * what concerns the firm's security, and the direct answer to what somebody did.
 */
const notices: ReadonlySet<MailKind> = new Set([
  "problem",
  "access_ended",
  "new_permissions",
  "recovered",
  "reminder",
  "step_reminder",
  "step_unlocked",
]);

/** Whether a kind counts for the rhythm of one a day and for the storm guard. */
export function isNotice(kind: MailKind): boolean {
  return notices.has(kind);
}

/** When the next notice may go to a person about a firm; `lastAt` is that of the newest one. */
export function noticeFreeAt(lastAt: Date | null, now: Date): Date {
  const freeAt = lastAt ? lastAt.getTime() + NOTICE_PAUSE_MS : 0;
  return new Date(Math.max(freeAt, now.getTime()));
}

/** Whether one more notice is held, when so many others went within the hour. */
export function isHeld(noticesWithinHour: number): boolean {
  return noticesWithinHour >= NOTICES_PER_HOUR;
}
