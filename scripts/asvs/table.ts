import { existsSync, readFileSync } from "node:fs";

/** One line of `docs/asvs.csv`. */
export interface AsvsRow {
  id: string;
  level: string;
  applies: string;
  /** What it is about, in our own words. */
  about: string;
  /** What shows it: see `brokenReference`. */
  tests: string[];
  /** Why it does not apply, or is not shown by a test; "open: …" is a promise not kept yet. */
  reason: string;
}

export const COLUMNS = ["id", "level", "applies", "about", "tests", "reason"];

/** The rows of the table, without its heading, from the cells of a CSV file. */
export function rowsOf(cells: readonly string[][]): AsvsRow[] {
  return cells
    .slice(1)
    .map(([id = "", level = "", applies = "", about = "", tests = "", reason = ""]) => ({
      id,
      level,
      applies,
      about,
      tests: tests === "" ? [] : tests.split(" | "),
      reason,
    }));
}

/**
 * Why a reference leads nowhere, or null when it does not. A reference is one of
 * `file#name`: a test, a line of its table or a category of the corpus whose title begins so; in a document a heading;
 * `check:name`: a check of `scripts/check.ts`; `lint:rule`: a rule of `.oxlintrc.json` that is an error.
 */
export function brokenReference(reference: string): string | null {
  if (reference.startsWith("check:")) {
    const name = reference.slice("check:".length);
    return read("scripts/check.ts").includes(`["${name}",`) ? null : "there is no such check";
  }
  if (reference.startsWith("lint:")) {
    const rule = reference.slice("lint:".length);
    const isError = new RegExp(`"${escape(rule)}": (\\[\\s*)?"error"`).test(read(".oxlintrc.json"));
    return isError ? null : "no such rule is an error";
  }
  const hash = reference.indexOf("#");
  const [file, name] = [reference.slice(0, hash), reference.slice(hash + 1)];
  if (hash === -1 || name === "" || !existsSync(file)) return "there is no such file";
  if (file.endsWith(".md")) {
    return read(file).includes(`\n## ${name}`) || read(file).includes(`\n### ${name}`)
      ? null
      : "there is no such heading";
  }
  const isTitle = new RegExp(`(?:\\(|"name":|\\btitle:)\\s*["'\`]${escape(name)}`).test(read(file));
  return isTitle ? null : "no title begins so";
}

const texts = new Map<string, string>();
function read(file: string): string {
  const text = texts.get(file) ?? readFileSync(file, "utf8");
  texts.set(file, text);
  return text;
}

const escape = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
