import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

/** What was kept in the file; null when there is no file yet, or none is wanted. */
export function readKept(file: string | null): unknown {
  return file && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

/** Replaces the file at once, so that a kill never leaves half of it. */
export function keep(file: string | null, value: unknown): void {
  if (!file) return;
  writeFileSync(`${file}.new`, JSON.stringify(value));
  renameSync(`${file}.new`, file);
}
