import { describe, expect, it } from "vitest";
import {
  BACK_OFF_MOST_MS,
  backOffMs,
  identityDueAt,
  probesDueAt,
  refreshDueAt,
  refreshRetryAt,
} from "./due-rules";

const NOW = new Date("2026-06-03T14:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const minutesFrom = (at: Date) => (at.getTime() - NOW.getTime()) / MINUTE;

describe("tokens", () => {
  const dueAfter = (lifeMs: number, spread: number) =>
    minutesFrom(
      refreshDueAt(
        { accessIssuedAt: NOW, accessExpiresAt: new Date(NOW.getTime() + lifeMs) },
        spread,
      ),
    );

  it("are due at 80 % of their life, up to 5 % earlier, never within a minute", () => {
    expect(dueAfter(100 * MINUTE, 0)).toBe(80);
    expect(dueAfter(100 * MINUTE, 1)).toBe(75);
    expect(dueAfter(1 * MINUTE, 0)).toBe(1);
  });
});

describe("R-12 the back-off", () => {
  it("doubles from 30 s to an hour, with jitter over the whole of it", () => {
    const most = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1000].map((failures) => backOffMs(failures, 1) / 1000);
    expect(most).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    expect(backOffMs(3, 0)).toBe(0);
    expect(backOffMs(3, 0.5)).toBe(60_000);
    expect(backOffMs(1000, 1)).toBe(BACK_OFF_MOST_MS);
  });
});

describe("after a refresh that failed", () => {
  const retry = (failure: Parameters<typeof refreshRetryAt>[0], failures = 1, random = 1) =>
    minutesFrom(refreshRetryAt(failure, failures, random, NOW));

  it("a refusal is asked once more after five minutes", () => {
    expect(retry({ class: "rejected" })).toBe(5);
  });
  it("R-16 refused keys are tried three times a day", () => {
    expect(retry({ class: "misconfigured" }, 1)).toBe(8 * 60);
    expect(retry({ class: "misconfigured" }, 40)).toBe(8 * 60);
  });
  it("R-11 what Clio asked for is obeyed, with jitter after it and never before", () => {
    expect(retry({ class: "transient", retryAfterSeconds: 120 }, 1, 0)).toBe(2);
    expect(retry({ class: "transient", retryAfterSeconds: 120 }, 9, 1)).toBe(3);
  });
  it("what decided nothing backs off", () => {
    expect(retry({ class: "transient" }, 4)).toBe(4);
  });
});

describe("the watch", () => {
  it("asks who is there hourly, spread over ten minutes, and sooner when nobody answered", () => {
    expect(minutesFrom(identityDueAt(0, true, NOW))).toBe(60);
    expect(minutesFrom(identityDueAt(1, true, NOW))).toBe(50);
    expect(minutesFrom(identityDueAt(1, false, NOW))).toBe(5);
  });

  it("proves permissions daily, spread over two hours: within the 26 hours that a proof lives", () => {
    const all = { isAnswered: true, isRefused: false, failingSince: null };
    expect(minutesFrom(probesDueAt(all, 0, NOW))).toBe(24 * 60);
    expect(minutesFrom(probesDueAt(all, 1, NOW))).toBe(22 * 60);
    expect(minutesFrom(probesDueAt({ ...all, isAnswered: false }, 1, NOW))).toBe(5);
  });

  it("looks at a refusal again after a quarter of an hour, and then hourly", () => {
    const refused = (failingMs: number | null, isAnswered = true) =>
      minutesFrom(
        probesDueAt(
          {
            isAnswered,
            isRefused: true,
            failingSince: failingMs === null ? null : new Date(NOW.getTime() - failingMs),
          },
          1,
          NOW,
        ),
      );
    expect(refused(null)).toBe(15);
    expect(refused(15 * MINUTE - 1)).toBe(15);
    expect(refused(15 * MINUTE)).toBe(60);
    expect(refused(3 * HOUR, false)).toBe(60);
  });
});
