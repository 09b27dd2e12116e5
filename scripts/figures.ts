import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { machine } from "./soak/machine";

const FOLDER = join(".data", "figures");

/** What a run has measured, as `npm run scoreboard` reads it. */
export type Figures = {
  /** The run, such as `due`. */
  name: string;
  /** When it ended, ISO 8601. */
  at: string;
  machine: string;
  /** Whether every figure was reached. */
  good: boolean;
  /** Numbers with their unit at the end of the name, such as `drainedSeconds`. */
  figures: Record<string, unknown>;
};

/**
 * Keeps the figures of the last run of `name` in `.data/figures/<name>.json`, in place of those of the one
 * before. A soak or a bench calls it once, when it knows how it went.
 */
export function writeFigures(
  name: string,
  { good, ...figures }: { good: boolean } & Record<string, unknown>,
): void {
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `${name}.json`);
  const kept: Figures = { name, at: new Date().toISOString(), machine: machine(), good, figures };
  writeFileSync(`${file}.new`, `${JSON.stringify(kept, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}
