import type { Env } from "@/lib/env";

/** A day as `2026-11-24`, without a time. */
export type Day = string;

const DAY_MS = 24 * 60 * 60 * 1000;
const DAY_SHAPE = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text is a day of the calendar; 30 February is none, and there is no year 0 (PostgreSQL has none). */
export function isDay(text: string): boolean {
  if (!DAY_SHAPE.test(text) || text.startsWith("0000")) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** Making a formatter takes far longer than using it, and there is one zone. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const parts = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  const made = new Intl.DateTimeFormat("en-CA", { timeZone, ...parts });
  formatters.set(timeZone, made);
  return made;
}

/** The day that an instant falls on in a time zone. */
export function dayOf(at: Date, timeZone: string): Day {
  return formatterOf(timeZone).format(at);
}

/** A day as people read it, such as "24 November 2026". */
export function dayInWords(day: Day): string {
  const parts = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat("en-GB", parts).format(new Date(`${day}T12:00:00Z`));
}

/** The first instant of a day in a time zone. */
export function startOfDay(day: Day, timeZone: string): Date {
  return endOfDay(addDays(day, -1), timeZone);
}

/** The first instant after a day in a time zone. */
export function endOfDay(day: Day, timeZone: string): Date {
  const next = addDays(day, 1);
  // Zones lie within 14 hours of UTC: the midnight looked for is in this span.
  let early = Date.parse(`${next}T00:00:00Z`) - 15 * 60 * 60 * 1000;
  let late = early + 30 * 60 * 60 * 1000;
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (dayOf(new Date(middle), timeZone) < next) early = middle;
    else late = middle;
  }
  return new Date(late);
}

/** `days` later; earlier when negative. */
export function addDays(day: Day, days: number): Day {
  const at = new Date(`${day}T00:00:00Z`).getTime() + days * DAY_MS;
  return new Date(at).toISOString().slice(0, 10);
}

/** Days from one to the other; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** Monday to Friday, unless it is one of the agency's holidays. */
export function isBusinessDay(day: Day, holidays: readonly Day[]): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidays.includes(day);
}

/** Business days after `from` up to and with `to`: the day of the event itself is day 0. */
export function businessDaysSince(from: Day, to: Day, holidays: readonly Day[]): number {
  let count = 0;
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) {
    if (isBusinessDay(day, holidays)) count += 1;
  }
  return count;
}

/** What the agency calls itself, where it is to be found, and how its calendar runs. */
export type AgencySettings = {
  agencyName: string;
  supportEmail: string;
  website: string;
  timeZone: string;
  hubspotGuideUrl: string | null;
  pipedriveGuideUrl: string | null;
  checklistUrl: string | null;
  servicesUrl: string | null;
  /** Where firms write when Clio does not answer about a developer account; null: look it up. */
  clioSupportEmail: string | null;
  holidays: Day[];
  /** Firms go live without staff once the gate holds. */
  goesLiveByItself: boolean;
  /** The agency's own colour, such as `#1f5f8b`; null: the portal's. */
  accentColour: string | null;
  /** What the logo's address ends with; null without one. */
  logoHash: string | null;
  /** Days after the first mail about a problem on which the firm is written to again. */
  problemMailDays: number[];
  /** How many days after a firm was closed its personal text is erased. */
  eraseAfterDays: number;
  /** Of what is stored; 0 while nobody has changed anything. */
  version: number;
};

/** The rhythm of mails about a problem, while staff have said nothing else. */
export const PROBLEM_MAIL_DAYS: readonly number[] = [1, 3, 7, 14];
export const ERASE_AFTER_DAYS = 30;

const MOST_MAILS = 8;
const LAST_MAIL_DAY = 90;

/** The days of a rhythm such as "1, 3, 7, 14"; null unless they are a few whole days that only grow. */
export function readRhythm(text: string): number[] | null {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  if (words.length === 0 || words.length > MOST_MAILS) return null;
  if (!words.every((word) => /^[1-9]\d?$/.test(word))) return null;
  const days = words.map(Number);
  const grows = days.every((day, n) => n === 0 || day > (days[n - 1] ?? 0));
  return grows && (days.at(-1) ?? 0) <= LAST_MAIL_DAY ? days : null;
}

/** The environment's values, which hold until staff have changed them. */
export function firstSettings(env: Env): AgencySettings {
  return {
    agencyName: env.AGENCY_NAME,
    supportEmail: env.AGENCY_SUPPORT_EMAIL,
    website: env.AGENCY_WEBSITE,
    timeZone: env.AGENCY_TIME_ZONE,
    hubspotGuideUrl: env.AGENCY_HUBSPOT_GUIDE_URL ?? null,
    pipedriveGuideUrl: env.AGENCY_PIPEDRIVE_GUIDE_URL ?? null,
    checklistUrl: env.AGENCY_CHECKLIST_URL ?? null,
    servicesUrl: env.AGENCY_SERVICES_URL ?? null,
    clioSupportEmail: null,
    holidays: [],
    goesLiveByItself: false,
    accentColour: null,
    logoHash: null,
    problemMailDays: [...PROBLEM_MAIL_DAYS],
    eraseAfterDays: ERASE_AFTER_DAYS,
    version: 0,
  };
}

/** What was seen of a database, as instants in ISO 8601: kept outside of it. */
export type HouseSeen = {
  /** The first event of its history: tells a copy from another house. */
  house: string;
  /** When its newest row was written. */
  newestAt: string;
  /** When somebody looked. */
  seenAt: string;
};

/** A stand-by that took over may lack the last minutes; a backup lacks more. */
const OLD_AFTER_MS = 12 * 60 * 60 * 1000;

/**
 * Whether a database is an older copy of one that was seen before: rows are missing that were there, and
 * its newest one is more than twelve hours behind. A house where nothing happened for days is not old.
 */
export function isOlderThanSeen(now: HouseSeen, before: HouseSeen): boolean {
  const newest = Date.parse(now.newestAt);
  const isShorter = newest < Date.parse(before.newestAt);
  return (
    now.house === before.house && isShorter && newest < Date.parse(before.seenAt) - OLD_AFTER_MS
  );
}
