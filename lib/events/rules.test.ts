import { expect, it } from "vitest";
import { eventKinds } from "@/lib/vocabulary";
import { eventGroups, kindsOf, readBefore } from "./rules";

it("every kind is in one group, and every group has some", () => {
  const kinds = eventGroups.map(kindsOf);
  expect(kinds.flat().toSorted()).toEqual([...eventKinds].toSorted());
  expect(kinds.filter((some) => some.length === 0)).toEqual([]);
});

it.each<[string | string[] | undefined, number | undefined]>([
  ["1", 1],
  ["123456789012345", 123_456_789_012_345],
  ["0", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["1e3", undefined],
  ["Infinity", undefined],
  ["", undefined],
  [" 7", undefined],
  ["9".repeat(16), undefined],
  [["1", "2"], undefined],
  [undefined, undefined],
])("a page begins before line %j: %j", (text, expected) => {
  expect(readBefore(text)).toBe(expected);
});
