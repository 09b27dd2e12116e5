import { expect, it } from "vitest";
import { durationWords, hasNumbers, highest, percentWords, seriesOf } from "./report-rules";

const days = ["2026-11-01", "2026-11-02", "2026-11-03"];

it("a day that nobody counted is no day without anything", () => {
  const rows = [
    { day: "2026-11-02", name: "working", count: 4 },
    { day: "2026-11-03", name: "checking", count: 1 },
    { day: "2026-11-03", name: "no word of ours", count: 9 },
  ];
  const series = seriesOf(days, new Set(days.slice(1)), rows, [
    "working",
    "checking",
    "access_ended",
  ]);
  expect(series).toEqual([
    { name: "working", counts: [null, 4, 0], total: 4 },
    { name: "checking", counts: [null, 0, 1], total: 1 },
    { name: "access_ended", counts: [null, 0, 0], total: 0 },
  ]);
  expect(highest(series)).toBe(4);
  expect(hasNumbers(series)).toBe(true);
});

it("knows when there is nothing to draw", () => {
  const series = seriesOf(days, new Set(), [], ["working"]);
  expect(hasNumbers(series)).toBe(false);
  expect(highest(series)).toBe(1);
  expect(highest([])).toBe(1);
});

it.each([
  [0, "less than an hour"],
  [0.02, "less than an hour"],
  [1 / 24, "1 hour"],
  [1, "24 hours"],
  [1.96, "47 hours"],
  [2, "2 days"],
  [2.25, "2.3 days"],
  [14.4, "14 days"],
])("%f days are %s", (value, words) => {
  expect(durationWords(value)).toBe(words);
});

it.each([
  [0, "0 %"],
  [0.001, "under 1 %"],
  [0.5, "50 %"],
  [0.999, "99 %"],
  [1, "100 %"],
])("%f is %s", (share, words) => {
  expect(percentWords(share)).toBe(words);
});
