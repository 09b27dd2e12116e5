import { describe, expect, it } from "vitest";
import { forEachInput } from "@/lib/fuzz.testing";
import { csvCell, csvLine } from "./csv";
import { parseCsv } from "./csv.testing";

describe("a cell", () => {
  it.each([
    ["", ""],
    ["Hartley & Moss LLP", "Hartley & Moss LLP"],
    ["Moss, Hartley", '"Moss, Hartley"'],
    ['The "Firm"', '"The ""Firm"""'],
    ["two\nlines", '"two\nlines"'],
    ["=1+1", "'=1+1"],
    ["+49 30", "'+49 30"],
    ["-1", "'-1"],
    ["@cmd", "'@cmd"],
    ["\tx", "'\tx"],
    ["\rx", '"\'\rx"'],
    ['=HYPERLINK("https://evil.test","x")', `"'=HYPERLINK(""https://evil.test"",""x"")"`],
    ["a=1", "a=1"],
    ["'=1", "'=1"],
    [" =1", " =1"],
  ])("%j becomes %j", (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });
});

it("whatever the cells hold, they are read as they were, and none is a formula: 10,000 seeded ones", async () => {
  await forEachInput(
    "cells of a CSV file",
    (fuzz) =>
      Array.from({ length: 1 + fuzz.int(4) }, () => fuzz.text(["=", "+", "-", "@", '"', ","])),
    (cells) => {
      const lines = parseCsv(csvLine(cells) + csvLine(["end"]));
      expect(lines).toHaveLength(2);
      const [read = []] = lines;
      const unguarded = read.map((cell, index) => (cells[index] === cell ? cell : cell.slice(1)));
      expect(unguarded).toEqual(cells);
      expect(read.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    },
  );
});
