import { describe, expect, it } from "vitest";
import { bulkKinds } from "@/lib/vocabulary";
import { bulkSummary, bulkTitle, type BulkCounts } from "./bulk-rules";

describe("what a run does", () => {
  it.each([
    ["assign", { owner: "person_1", name: "Kim Doe" }, "Give to Kim Doe"],
    ["assign", { owner: "", name: "" }, "Take the owner away"],
    ["tag", { tag: "vip" }, "Tag with “vip”"],
    ["untag", { tag: "vip" }, "Remove the tag “vip”"],
    [
      "pause_reminders",
      { until: "2026-12-05", day: "5 December 2026" },
      "Pause reminders until 5 December 2026",
    ],
    ["pause_reminders", { until: "" }, "Take reminders up again"],
  ] as const)("%s with %j", (kind, params, title) => {
    expect(bulkTitle(kind, params)).toBe(title);
  });

  it.each(bulkKinds)("%s has a title without parameters", (kind) => {
    expect(bulkTitle(kind, {})).toMatch(/^[A-Z]/);
  });
});

describe("how a run stands", () => {
  it.each<[Partial<BulkCounts>, string]>([
    [{}, "0 done."],
    [{ done: 3 }, "3 done."],
    [{ done: 3, waiting: 4 }, "3 done, 4 to go."],
    [{ done: 1, nothing: 2, failed: 3 }, "1 done, 2 without a change, 3 failed."],
    [{ failed: 1, waiting: 1 }, "0 done, 1 failed, 1 to go."],
  ])("%j", (counts, words) => {
    expect(bulkSummary({ waiting: 0, done: 0, nothing: 0, failed: 0, ...counts })).toBe(words);
  });
});
