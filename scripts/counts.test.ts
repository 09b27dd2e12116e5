import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { countChecks, countPlaywright, countVitest } from "./counts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "anteroom-counts-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function report(content: unknown): string {
  const file = join(folder, "report.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});

describe("vitest", () => {
  it("counts tests; a skipped one has failed", () => {
    const all = report({ testResults: [file("passed", "passed", "passed", "pending", "todo")] });
    expect(countVitest(all, true)).toEqual({ passed: 2, failed: 2 });
  });

  it("counts a file that could not be read as one failure", () => {
    const all = report({ testResults: [file("failed"), file("failed", "failed", "passed")] });
    expect(countVitest(all, false)).toEqual({ passed: 1, failed: 2 });
  });

  it("never calls a run good that ended badly, ran nothing, or left no report", () => {
    const good = report({ testResults: [file("passed", "passed")] });
    expect(countVitest(good, false)).toEqual({ passed: 1, failed: 1 });
    expect(countVitest(report({ testResults: [] }), true)).toEqual({ passed: 0, failed: 1 });
    expect(countVitest(join(folder, "none.json"), true)).toEqual({ passed: 0, failed: 1 });
  });
});

it("counts Playwright's journeys; what held when tried again has passed, a skipped one has failed", () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 1 };
  expect(countPlaywright(report({ stats }), false)).toEqual({ passed: 6, failed: 2 });
});

it("reads the last line of the check", () => {
  const output = "ok format\n7 passed, 1 failed\n";
  expect(countChecks({ ok: false, output })).toEqual({ passed: 7, failed: 1 });
  expect(countChecks({ ok: false, output: "crashed" })).toEqual({ passed: 0, failed: 1 });
});
