import { describe, expect, it } from "vitest";
import { addDays, businessDaysSince, dayOf, daysBetween, endOfDay, isDay } from "./rules";

describe("days", () => {
  it("knows the calendar", () => {
    expect(["2026-02-28", "2028-02-29", "2026-12-31"].every(isDay)).toBe(true);
    expect(["2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", "", "x"].some(isDay)).toBe(false);
    // PostgreSQL knows no year 0.
    expect(["0000-01-01", "0000-12-31"].some(isDay)).toBe(false);
    expect(isDay("0001-01-01")).toBe(true);
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
    expect(daysBetween("2026-03-07", "2026-03-09")).toBe(2);
  });

  it("takes the day of an instant from the agency's time zone", () => {
    const at = new Date("2026-11-24T03:00:00Z");
    expect(dayOf(at, "America/New_York")).toBe("2026-11-23");
    expect(dayOf(at, "Australia/Sydney")).toBe("2026-11-24");
  });

  it("finds the end of a day to the millisecond, also when the clocks change", () => {
    for (const zone of ["America/New_York", "Europe/London", "Australia/Sydney", "Asia/Kolkata"]) {
      for (const day of ["2026-03-08", "2026-11-01", "2026-03-29", "2026-10-04", "2026-06-15"]) {
        const end = endOfDay(day, zone);
        expect(dayOf(end, zone)).toBe(addDays(day, 1));
        expect(dayOf(new Date(end.getTime() - 1), zone)).toBe(day);
      }
    }
  });

  it("counts Monday to Friday without holidays; the day of the event is day 0", () => {
    expect(businessDaysSince("2026-11-20", "2026-11-20", [])).toBe(0);
    expect(businessDaysSince("2026-11-20", "2026-11-23", [])).toBe(1);
    expect(businessDaysSince("2026-11-20", "2026-11-27", ["2026-11-26"])).toBe(4);
    expect(businessDaysSince("2026-11-20", "2026-11-01", [])).toBe(0);
  });
});
