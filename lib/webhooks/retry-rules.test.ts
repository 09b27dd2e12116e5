import { describe, expect, it } from "vitest";
import { MOST_TRIES, RETRY_AFTER_MS, RETRY_TOTAL_MS, verdictOf } from "./retry-rules";

const HOUR_MS = 3_600_000;
const answer = (status: number, retryAfterSeconds: number | null = null) => ({
  status,
  retryAfterSeconds,
});
const silence = { status: null, failure: "timeout" };

describe("what follows from a try", () => {
  it("tries ten times in 75 hours and a half, each longer after the last", () => {
    expect(MOST_TRIES).toBe(10);
    expect(RETRY_TOTAL_MS / HOUR_MS).toBeCloseTo(75.58, 2);
    expect(RETRY_AFTER_MS.toSorted((one, other) => one - other)).toEqual(RETRY_AFTER_MS);
  });

  it.each([200, 201, 202, 204, 299])("%i is delivered, whenever it comes", (status) => {
    for (const tries of [1, 5, 10, 11]) {
      expect(verdictOf(answer(status), tries, 0.5)).toEqual({ state: "delivered" });
    }
  });

  it("410 ends it, whenever it comes", () => {
    for (const tries of [1, 10]) {
      expect(verdictOf(answer(410), tries, 0)).toEqual({ state: "failed", isGone: true });
    }
  });

  const others = [
    0, 100, 199, 300, 301, 302, 307, 308, 400, 401, 403, 404, 409, 422, 429, 500, 503,
  ];
  it.each([...others.map((status) => answer(status)), silence])("%j is tried again", (result) => {
    for (let tries = 1; tries < MOST_TRIES; tries += 1) {
      const delay = RETRY_AFTER_MS[tries - 1] ?? 0;
      expect(verdictOf(result, tries, 0)).toEqual({ state: "waiting", afterMs: delay });
      // Never sooner than the schedule says, and at most a tenth later.
      const late = verdictOf(result, tries, 0.999_999);
      expect(late).toMatchObject({ state: "waiting" });
      const afterMs = late.state === "waiting" ? late.afterMs : 0;
      expect(afterMs).toBeGreaterThan(delay);
      expect(afterMs).toBeLessThanOrEqual(delay * 1.1);
    }
    expect(verdictOf(result, MOST_TRIES, 0)).toEqual({ state: "failed", isGone: false });
    expect(verdictOf(result, MOST_TRIES + 1, 0)).toEqual({ state: "failed", isGone: false });
  });

  it.each([
    [429, 60, 1, 60_000],
    [503, 3600, 1, 3_600_000],
    [429, 1, 1, 5000],
    [503, 60, 3, 1_800_000],
    [500, 3600, 1, 5000],
    [429, null, 1, 5000],
  ])("%i with Retry-After %s at try %i waits %i ms", (status, seconds, tries, afterMs) => {
    expect(verdictOf(answer(status, seconds), tries, 0)).toEqual({ state: "waiting", afterMs });
  });
});
