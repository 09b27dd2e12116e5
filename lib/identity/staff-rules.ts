import type { SessionMethod } from "@/lib/vocabulary";

/** Staff: away for an hour, or twelve hours after signing in, and one signs in again (decision 026). */
export const STAFF_IDLE_SECONDS = 60 * 60;
export const STAFF_LIFE_SECONDS = 12 * 60 * 60;
/** How long a second factor counts for what asks for it again. */
export const STEP_UP_SECONDS = 10 * 60;
/** An invitation of staff's signs in once, within three days. */
export const STAFF_INVITATION_SECONDS = 3 * 24 * 60 * 60;

/** What a staff session has to do before any page or form of staff's lets it in. */
export const staffGates = ["open", "set_up", "enter"] as const;
export type StaffGate = (typeof staffGates)[number];

/**
 * Whether a session of staff's may go on. The organisation's own sign-in counts as the second factor;
 * whoever came by a link gives one, or sets it up. On a loopback portal without single sign-on
 * somebody who has none goes without.
 */
export function staffGate(session: {
  method: SessionMethod;
  isFactorGiven: boolean;
  hasFactor: boolean;
  isLoopback: boolean;
  hasOidc: boolean;
}): StaffGate {
  if (session.method === "oidc" || session.isFactorGiven) return "open";
  if (session.hasFactor) return "enter";
  return session.isLoopback && !session.hasOidc ? "open" : "set_up";
}

/** Whether staff may have a sign-in link mailed: with single sign-on, only who has a second factor. */
export function maySignInByLink(person: { hasFactor: boolean; hasOidc: boolean }): boolean {
  return person.hasFactor || !person.hasOidc;
}

/**
 * Whether a session has to give the second factor again before what could harm: it was not given within
 * the last ten minutes. Who has none and needs none is not asked.
 */
export function needsStepUp(
  session: {
    method: SessionMethod;
    hasFactor: boolean;
    stepUpAt: Date | null;
    isLoopback: boolean;
    hasOidc: boolean;
  },
  now: Date,
): boolean {
  const { method, hasFactor, stepUpAt, isLoopback, hasOidc } = session;
  const age = stepUpAt ? now.getTime() - stepUpAt.getTime() : Number.POSITIVE_INFINITY;
  if (age < STEP_UP_SECONDS * 1000) return false;
  return !(method === "link" && !hasFactor && isLoopback && !hasOidc);
}

const BROWSERS: [RegExp, string][] = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(HeadlessChrome|Chrome|CriOS|Chromium)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/\biPad\b/, "iPad"],
  [/\biPhone\b/, "iPhone"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

/**
 * A browser in words for the list of one's sessions, such as "Firefox on Windows"; of what cannot be told
 * apart, "another browser". Never the header's own text.
 */
export function browserName(userAgent: string | null): string {
  const of = (list: [RegExp, string][]) =>
    list.find(([pattern]) => pattern.test(userAgent ?? ""))?.[1];
  const browser = of(BROWSERS);
  const system = of(SYSTEMS);
  if (!browser) return system ? `another browser on ${system}` : "another browser";
  return system ? `${browser} on ${system}` : browser;
}

/** Why the organisation's own sign-in let nobody in. Each has its words. */
export const oidcRefusals = [
  "not_yours",
  "declined",
  "refused",
  "unavailable",
  "unverified_email",
  "unknown",
  "disabled",
  "other_account",
  "not_again",
] as const;
export type OidcRefusal = (typeof oidcRefusals)[number];
