import type { Failure } from "@/lib/providers/provider";
import { REFRESH_AT_SHARE, REFRESH_PAUSE_MS, REFRESH_SPREAD_SHARE, REFUSAL_GAP_MS } from "./rules";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Back-off of a call that Clio did not answer: at most 30 s at first, doubled up to an hour. */
export const BACK_OFF_FIRST_MS = 30 * SECOND_MS;
export const BACK_OFF_MOST_MS = HOUR_MS;
/** Keys that Clio refuses do not mend themselves: three tries a day are enough to notice that they did. */
export const MISCONFIGURED_PAUSE_MS = 8 * HOUR_MS;

/** How far the hourly and the daily look may come early, so that what began together spreads. */
const IDENTITY_SPREAD_MS = 10 * MINUTE_MS;
const PROBES_SPREAD_MS = 2 * HOUR_MS;
/** A missing permission is believed, and mailed, with a second check this much later. */
export const CONFIRM_AFTER_MS = 15 * MINUTE_MS;
/** What was refused for longer is looked at so often, until it works. */
const REFUSED_EVERY_MS = HOUR_MS;
/** After a look that Clio did not answer. */
const UNANSWERED_PAUSE_MS = 5 * MINUTE_MS;

const later = (at: Date, ms: number) => new Date(at.getTime() + ms);

/**
 * When tokens are to be renewed: at 80 % of their life, up to 5 % of it earlier by the connection's
 * `spread` (0…1), and never within a minute of the last time.
 */
export function refreshDueAt(
  tokens: { accessIssuedAt: Date; accessExpiresAt: Date },
  spread: number,
): Date {
  const { accessIssuedAt, accessExpiresAt } = tokens;
  const life = accessExpiresAt.getTime() - accessIssuedAt.getTime();
  const share = REFRESH_AT_SHARE - REFRESH_SPREAD_SHARE * spread;
  return later(accessIssuedAt, Math.max(life * share, REFRESH_PAUSE_MS));
}

/**
 * How long to wait after the n-th failure in a row (`failures` ≥ 1) that decided nothing: full jitter
 * by `random` (0…1), between nothing and 30 s, a minute, two … an hour.
 */
export function backOffMs(failures: number, random: number): number {
  const most = Math.min(BACK_OFF_MOST_MS, BACK_OFF_FIRST_MS * 2 ** Math.min(failures - 1, 30));
  return Math.round(most * random);
}

/**
 * When to try again after a refresh that failed: what Clio asked for, or back-off; a refusal is asked
 * once more after five minutes, and refused keys three times a day. `failures` counts this one.
 */
export function refreshRetryAt(
  failure: Pick<Failure, "class" | "retryAfterSeconds">,
  failures: number,
  random: number,
  now: Date,
): Date {
  if (failure.class === "rejected") return later(now, REFUSAL_GAP_MS);
  if (failure.class === "misconfigured") return later(now, MISCONFIGURED_PAUSE_MS);
  const asked = (failure.retryAfterSeconds ?? 0) * SECOND_MS;
  // What Clio asked for is a promise: jitter comes on top of it.
  return later(now, asked > 0 ? asked + random * MINUTE_MS : backOffMs(failures, random));
}

/** When to ask again who is behind a grant: hourly, sooner when Clio did not answer. */
export function identityDueAt(spread: number, isAnswered: boolean, now: Date): Date {
  return later(now, isAnswered ? HOUR_MS - IDENTITY_SPREAD_MS * spread : UNANSWERED_PAUSE_MS);
}

/**
 * When to prove all permissions again: daily; after a first refusal in a quarter of an hour, then
 * hourly while it lasts; soon when Clio did not answer for all.
 */
export function probesDueAt(
  run: { isAnswered: boolean; isRefused: boolean; failingSince: Date | null },
  spread: number,
  now: Date,
): Date {
  if (run.isRefused) {
    const failingMs = run.failingSince ? now.getTime() - run.failingSince.getTime() : 0;
    return later(now, failingMs < CONFIRM_AFTER_MS ? CONFIRM_AFTER_MS : REFUSED_EVERY_MS);
  }
  return later(now, run.isAnswered ? DAY_MS - PROBES_SPREAD_MS * spread : UNANSWERED_PAUSE_MS);
}
