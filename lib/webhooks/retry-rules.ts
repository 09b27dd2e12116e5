const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * How long after each try the next one is due: the schedule of the Standard Webhooks specification
 * ("Delivery, retries"), 75.6 hours in all.
 */
export const RETRY_AFTER_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
] as const;
export const MOST_TRIES = RETRY_AFTER_MS.length + 1;
export const RETRY_TOTAL_MS = RETRY_AFTER_MS.reduce((sum, one) => sum + one, 0);

/** Tries that failed together do not come back together: each waits up to so much longer. */
const JITTER = 0.1;

/** What came of one try: the receiver's answer, or why there was none. */
export type TryResult =
  | { status: number; retryAfterSeconds: number | null }
  | { status: null; failure: string };

export type Verdict =
  | { state: "delivered" }
  | { state: "waiting"; afterMs: number }
  /** The receiver is gone for good, or this was the last try. */
  | { state: "failed"; isGone: boolean };

/**
 * What follows from a try. `tries` counts it, too; `random` is from 0 up to 1. Any 2xx is delivered, 410
 * ends the endpoint, and everything else is tried again, after `Retry-After` where 429 or 503 ask for more.
 */
export function verdictOf(result: TryResult, tries: number, random: number): Verdict {
  const { status } = result;
  if (status !== null && status >= 200 && status < 300) return { state: "delivered" };
  if (status === 410) return { state: "failed", isGone: true };
  const delay = RETRY_AFTER_MS[tries - 1];
  if (delay === undefined) return { state: "failed", isGone: false };
  const asked =
    result.status === 429 || result.status === 503 ? (result.retryAfterSeconds ?? 0) : 0;
  const longest = Math.max(delay, asked * SECOND_MS);
  return { state: "waiting", afterMs: Math.round(longest * (1 + JITTER * random)) };
}
