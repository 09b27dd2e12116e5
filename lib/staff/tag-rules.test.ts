import { describe, expect, it } from "vitest";
import { LONGEST_TAG, MOST_TAGS, readTag, withTag } from "./tag-rules";

describe("a tag", () => {
  it.each([
    ["VIP", "vip"],
    ["  needs \t  a call ", "needs a call"],
    ["Q3/2026", "q3/2026"],
    ["C++", "c++"],
    ["Ärger", "ärger"],
    ["a", "a"],
    ["x".repeat(LONGEST_TAG), "x".repeat(LONGEST_TAG)],
  ])("%j is kept as %j", (text, tag) => {
    expect(readTag(text)).toBe(tag);
    expect(readTag(tag)).toBe(tag);
  });

  it.each([
    "",
    "   ",
    "-",
    "=1+1",
    "@x",
    "a,b",
    'a"b',
    "a<b",
    "a\u0000b",
    "x".repeat(LONGEST_TAG + 1),
    "🦉",
  ])("%j is none", (text) => expect(readTag(text)).toBeNull());
});

describe("the tags of a firm", () => {
  it("are in order, each once, and not without end", () => {
    expect(withTag(["b"], "a")).toEqual(["a", "b"]);
    expect(withTag(["a", "b"], "a")).toBeNull();
    const many = Array.from({ length: MOST_TAGS }, (_, number) => `t${number}`);
    expect(withTag(many, "one more")).toBeNull();
  });
});
