import { describe, expect, it } from "vitest";
import { formatAge, formatDate, formatInstant } from "./format-time";

const zone = "America/New_York";
const at = new Date("2026-11-20T19:05:00Z");

describe("formatInstant", () => {
  it("names the day, the time and the zone in words", () => {
    expect(formatInstant(at, zone)).toBe("20 November 2026, 14:05 Eastern Time");
  });

  it("says today, yesterday and tomorrow by the zone's calendar, not by UTC's", () => {
    // 23:30 in New York on the 20th is already the 21st in UTC.
    const lateEvening = new Date("2026-11-21T04:30:00Z");
    expect(formatInstant(at, zone, lateEvening)).toBe("today, 14:05 Eastern Time");
    expect(formatInstant(at, zone, new Date("2026-11-21T17:00:00Z"))).toMatch(/^yesterday, /);
    expect(formatInstant(at, zone, new Date("2026-11-19T17:00:00Z"))).toMatch(/^tomorrow, /);
    expect(formatInstant(at, zone, new Date("2026-11-25T17:00:00Z"))).toMatch(/^20 November 2026/);
  });
});

describe("formatDate", () => {
  it("follows the zone over midnight", () => {
    expect(formatDate(new Date("2026-11-21T04:30:00Z"), zone)).toBe("20 November 2026");
    expect(formatDate(new Date("2026-11-21T04:30:00Z"), "Europe/Berlin")).toBe("21 November 2026");
  });
});

describe("formatAge", () => {
  it.each([
    [0, "0 min"],
    [59, "59 min"],
    [60, "1 h"],
    [47 * 60 + 59, "47 h"],
    [48 * 60, "2 d"],
  ])("says %i minutes as %s", (minutes, text) => {
    expect(formatAge(at, new Date(at.getTime() + minutes * 60_000))).toBe(text);
  });

  it("never goes below zero when clocks differ", () => {
    expect(formatAge(at, new Date(at.getTime() - 5000))).toBe("0 min");
  });
});
