import { describe, expect, it } from "vitest";
import type { QueuePageView } from "@/lib/staff/queue-views";
import { changeWords, shownOf, type Shown } from "./changes";

const shown = (ids: string, more: Partial<Shown> = {}): Shown => ({
  ids: ids.split(""),
  number: ids.length,
  isCut: false,
  digest: ids,
  ...more,
});

describe("what changed in a list", () => {
  it.each<[Shown, Shown, string | null]>([
    [shown("abc"), shown("abc"), null],
    [shown("abc"), shown("abc", { digest: "x" }), "The list has changed."],
    [shown("abc"), shown("acb"), "The list has changed."],
    [shown("abc"), shown("ac"), "1 firm left this tab."],
    [shown("abcd"), shown("a"), "3 firms left this tab."],
    [shown("abc"), shown("abcd"), "1 firm came to this tab."],
    [shown("abc"), shown("axyz"), "2 firms left this tab, 3 firms came to this tab."],
    [shown(""), shown("a"), "1 firm came to this tab."],
    // Of a page that is not the whole list, only the number tells.
    [
      shown("abc", { isCut: true, number: 9 }),
      shown("bcd", { isCut: true, number: 8 }),
      "1 firm left this tab.",
    ],
    [
      shown("abc", { isCut: true, number: 9 }),
      shown("xab", { isCut: true, number: 11 }),
      "2 firms came to this tab.",
    ],
    [
      shown("abc", { isCut: true, number: 1000 }),
      shown("bcd", { isCut: true, number: 1000 }),
      "The list has changed.",
    ],
    [
      shown("abc", { isCut: true, number: 4 }),
      shown("abc", { digest: "x" }),
      "1 firm left this tab.",
    ],
  ])("from %j to %j", (before, after, words) => {
    expect(changeWords(before, after)).toBe(words);
  });
});

it("a page is the same for the same rows and counts, whenever it was read", () => {
  const page = (name: string, number: number) =>
    ({
      query: { tab: "broken", after: null },
      rows: [{ firmId: "firm_1", firmName: name }],
      counts: { broken: { number, isMore: false } },
      next: null,
      at: String(Math.random()),
    }) as unknown as QueuePageView;
  expect(shownOf(page("Hartley", 1))).toEqual(shownOf(page("Hartley", 1)));
  expect(shownOf(page("Hartley", 1))).toMatchObject({ ids: ["firm_1"], number: 1, isCut: false });
  for (const other of [page("Moss", 1), page("Hartley", 2)]) {
    expect(shownOf(other).digest).not.toBe(shownOf(page("Hartley", 1)).digest);
  }
});
