import { expect, it } from "vitest";
import { isTimelineQuery, kindsOfTimeline, readTimeline, timelines } from "./timeline-rules";

it("puts no kind into two parts, and some into each", () => {
  const kinds = timelines.flatMap((one) => kindsOfTimeline(one) ?? []);
  expect(new Set(kinds).size).toBe(kinds.length);
  for (const one of timelines) expect(kindsOfTimeline(one)).not.toEqual([]);
  expect(kindsOfTimeline("staff")).toBeNull();
});

it.each([
  [undefined, "all"],
  ["", "all"],
  ["mails", "mails"],
  ["staff", "staff"],
  ["everything", null],
  ["Mails", null],
  [["mails", "links"], null],
])("reads %j as %j", (value, expected) => {
  expect(readTimeline(value)).toBe(expected);
});

it.each([
  [{}, true],
  [{ about: "mails", before: "17" }, true],
  [{ about: "everything" }, false],
  [{ before: "1e3" }, false],
  [{ before: ["1", "2"] }, false],
  [{ sort: "name" }, false],
])("can read %j: %j", (parameters, expected) => {
  expect(isTimelineQuery(parameters)).toBe(expected);
});
