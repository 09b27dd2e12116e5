import { existsSync, readFileSync } from "node:fs";
import type { Result } from "./run-command";

export interface Counts {
  passed: number;
  failed: number;
}

/** A part that ended badly, or did nothing at all, has failed at least once whatever it reported. */
function settle(counts: Counts, ok: boolean): Counts {
  const ran = counts.passed + counts.failed > 0;
  return ok && ran ? counts : { ...counts, failed: Math.max(1, counts.failed) };
}

function readReport(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

/** From the last line of `scripts/check.ts`. */
export function countChecks({ ok, output }: Result): Counts {
  const match = /(\d+) passed, (\d+) failed\s*$/.exec(output);
  return settle({ passed: Number(match?.[1] ?? 0), failed: Number(match?.[2] ?? 0) }, ok);
}

interface VitestReport {
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/** From vitest's JSON report. A skipped test is a promise not kept and counts as failed. */
export function countVitest(file: string, ok: boolean): Counts {
  const report = readReport(file) as VitestReport | null;
  const files = report?.testResults ?? [];
  const tests = files.flatMap((one) => one.assertionResults);
  const passed = tests.filter((test) => test.status === "passed").length;
  const broken = files.filter(
    (one) =>
      one.status === "failed" && one.assertionResults.every((test) => test.status === "passed"),
  ).length;
  return settle({ passed, failed: tests.length - passed + broken }, ok);
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
}

/** From Playwright's JSON report. What passed when it was tried again has passed; its name is printed. */
export function countPlaywright(file: string, ok: boolean): Counts {
  const report = readReport(file) as PlaywrightReport | null;
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {};
  return settle({ passed: expected + flaky, failed: unexpected + skipped }, ok);
}
