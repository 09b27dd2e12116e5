import { expect, it } from "vitest";
import { withReport } from "./write-rules";

const timeZone = "America/New_York";
const refused = (at: string) => ({ isRefused: true, at: new Date(at), timeZone });
const worked = (at: string) => ({ isRefused: false, at: new Date(at), timeZone });

it("one refusal of a write is kept and believed with another one on another day", () => {
  const first = withReport(undefined, refused("2026-11-02T15:00:00Z"));
  expect(first.writeResult).toBe(null);
  const sameDay = withReport(first, refused("2026-11-03T04:59:00Z"));
  expect(sameDay.writeResult).toBe(null);
  expect(withReport(sameDay, refused("2026-11-03T05:01:00Z")).writeResult).toBe("refused");
});

it("a write that worked settles it, and a refusal after it begins anew", () => {
  const first = withReport(undefined, refused("2026-11-02T15:00:00Z"));
  const works = withReport(first, worked("2026-11-03T15:00:00Z"));
  expect(works).toEqual({
    writeResult: "works",
    writeReportedAt: new Date("2026-11-03T15:00:00Z"),
    writeRefusedAt: null,
  });
  const again = withReport(works, refused("2026-11-04T15:00:00Z"));
  expect(again.writeResult).toBe("works");
  expect(withReport(again, refused("2026-11-05T15:00:00Z")).writeResult).toBe("refused");
});
