import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  accentIn,
  accentProblem,
  accentStyles,
  contrast,
  figuresOf,
  isColour,
  judgeAccent,
  themes,
} from "./accent-rules";

const css = readFileSync("app/globals.css", "utf8");

it.each(Object.keys(themes.light))("knows %s as the style sheet has it", (name) => {
  const key = name as keyof typeof themes.light;
  expect(css).toContain(`--${name}: light-dark(${themes.light[key]}, ${themes.dark[key]});`);
});

it("black on white has the most contrast, and a colour on itself none", () => {
  expect(contrast("#000000", "#ffffff")).toBe(21);
  expect(contrast("#0d5c50", "#0d5c50")).toBe(1);
  expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
});

describe("an agency's colour", () => {
  it.each(["#0d5c50", "#1f5f8b", "#7a1fa2", "#8a2b06", "#000000", "#333333"])(
    "%s is taken",
    (colour) => {
      expect(judgeAccent(colour)).toEqual({ passes: true });
    },
  );

  it.each(["#ffcc00", "#ffffff", "#73cbb9", "#e91e63", "#3aa0ff", "#8a8a8a"])(
    "%s is refused with its figures and a neighbour that is taken",
    (colour) => {
      const verdict = judgeAccent(colour);
      if (verdict.passes) throw new Error(`${colour} was taken`);
      expect(verdict.weak.length).toBeGreaterThan(0);
      expect(judgeAccent(verdict.nearest)).toEqual({ passes: true });
      const words = accentProblem(verdict);
      expect(words).toContain(verdict.nearest);
      expect(words).toMatch(/links on the page \d\.\d\d, needs 4\.5/);
    },
  );

  it("in steps through all colours, what is taken can be read in both themes, and what is not has a neighbour", () => {
    const parts = ["00", "55", "aa", "ff"];
    for (const red of parts) {
      for (const green of parts) {
        for (const blue of parts) {
          const verdict = judgeAccent(`#${red}${green}${blue}`);
          const colour = verdict.passes ? `#${red}${green}${blue}` : verdict.nearest;
          for (const theme of ["light", "dark"] as const) {
            const weak = figuresOf(theme, accentIn(theme, colour)).filter(
              ({ ratio, needs }) => ratio < needs,
            );
            expect([colour, theme, weak]).toEqual([colour, theme, []]);
          }
        }
      }
    }
  });

  it("is six digits with a sign before them, and nothing else", () => {
    expect(isColour("#1f5f8b")).toBe(true);
    for (const text of [
      "1f5f8b",
      "#1F5F8B",
      "#1f5f8",
      "#1f5f8b0",
      "red",
      "#1f5f8b;}",
      " #1f5f8b",
    ]) {
      expect(isColour(text)).toBe(false);
    }
  });

  it("makes a style sheet of three colours for each theme", () => {
    const styles = accentStyles("#1f5f8b");
    expect(styles).toMatch(
      /^:root:root \{\n( {2}--[a-z-]+: light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\);\n){3}\}\n$/,
    );
    expect(styles).toContain("--accent: light-dark(#1f5f8b, ");
  });
});
