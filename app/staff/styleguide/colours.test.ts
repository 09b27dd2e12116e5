import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { contrast } from "@/lib/settings/accent-rules";
import { coloursOf, PAIRS } from "./colours";

const colours = coloursOf(readFileSync("app/globals.css", "utf8"));

test.each(PAIRS)("%s can be read on %s, in light and in dark", (text, ground) => {
  const [ink, paper] = [text, ground].map((name) => colours.find((one) => one.name === name));
  expect(contrast(ink?.light ?? "", paper?.light ?? "")).toBeGreaterThanOrEqual(4.5);
  expect(contrast(ink?.dark ?? "", paper?.dark ?? "")).toBeGreaterThanOrEqual(4.5);
});

test("the edge of a field can be seen on its page, in light and in dark", () => {
  const find = (name: string) => colours.find((one) => one.name === name);
  for (const ground of ["paper", "card"]) {
    for (const theme of ["light", "dark"] as const) {
      const edge = find("line-field")?.[theme] ?? "";
      expect(contrast(edge, find(ground)?.[theme] ?? "")).toBeGreaterThanOrEqual(3);
    }
  }
});
