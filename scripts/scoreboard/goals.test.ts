import { describe, expect, it } from "vitest";
import { type Evidence, measurementOf, type NamedTest, testsOf } from "./evidence";
import { corpusCases, goals, idsWithout } from "./goals";

const at = new Date("2026-11-28T08:00:00Z");
const test = (title: string, passed = true, output = ""): NamedTest => ({
  title,
  file: "a.test.ts",
  passed,
  output,
  part: "unit",
  at,
});
const others = ["unit", "db", "e2e-1", "e2e-2", "afterwards-1"].map((part) => ({
  ...test("something else"),
  part,
}));
const evidence = (tests: NamedTest[], kept: unknown[] = []): Evidence => ({
  tests: [...others, ...tests],
  measurements: new Map(
    kept.flatMap((one) => measurementOf(one) ?? []).map((one) => [one.name, one]),
  ),
});
const measure = (id: string, given: Evidence) =>
  goals.find((goal) => goal.id === id)?.measure(given);
const run = (name: string, good: boolean, figures: Record<string, unknown>) => ({
  name,
  at: at.toISOString(),
  machine: "m",
  good,
  figures,
});

describe("reports", () => {
  it("of vitest give whole titles", () => {
    const assertionResults = [
      { fullName: "a block OC-01 does it", status: "passed" },
      { fullName: "a block skips", status: "skipped" },
    ];
    const report = {
      startTime: at.getTime(),
      testResults: [{ name: "/x/a.test.ts", assertionResults }],
    };
    expect(testsOf("db", report)).toMatchObject([
      { title: "a block OC-01 does it", passed: true, part: "db", at },
      { title: "a block skips", passed: false },
    ]);
  });

  it("of Playwright give titles with their blocks, and what was printed", () => {
    const tests = [{ results: [{ stdout: [{ text: "12 cases, " }, { text: "0 wrong" }] }] }];
    const inner = {
      title: "block",
      file: "a.spec.ts",
      specs: [{ title: "does it", ok: true, tests }],
    };
    const report = {
      stats: { startTime: at.toISOString() },
      suites: [{ title: "a.spec.ts", file: "a.spec.ts", suites: [inner] }],
    };
    expect(testsOf("e2e-1", report)).toMatchObject([
      { title: "block does it", passed: true, output: "12 cases, 0 wrong", at },
    ]);
  });

  it("of anything else give nothing", () => {
    for (const other of [null, 1, {}, [], { suites: [] }]) expect(testsOf("x", other)).toEqual([]);
    for (const other of [null, "x", {}, { name: "a", at: "b", good: true }]) {
      expect(measurementOf(other)).toBeNull();
    }
  });
});

describe("ids", () => {
  it("are found as words alone", () => {
    const tests = [test("OC-1 OC-012 XOC-02 no"), test("OC-02 yes"), test("a OC-03 b", false)];
    expect(idsWithout(tests, "OC", 3)).toEqual({ missing: ["OC-01"], failed: ["OC-03"] });
  });
});

describe("the corpus", () => {
  it("is counted from titles and from what the matrix printed, without what failed", () => {
    const tests = [
      test("corpus A: the return corpus A: state, 20 cases"),
      test("corpus A: the return corpus A: code, 14 cases"),
      test("corpus B: start corpus B: every case was run, and the portal’s memory stays"),
      test("corpus C: forms corpus C: text, 16 cases", false),
      test("R-13 corpus H, against refresh, who_am_i, every permission 10 statuses"),
      test("R-13 corpus H, against refresh R-14 3 that TLS or names refuse"),
      test("part F", true, "authorization matrix: 2967 cases, 1859 refused, 0 wrong"),
    ];
    expect(corpusCases(tests)).toEqual({ A: 34, H: 13, F: 2967 });
  });
});

describe("the eighteen", () => {
  it("are in their order, each once", () => {
    expect(goals.map(({ id }) => id)).toEqual(
      Array.from({ length: 18 }, (_, index) => `G${index + 1}`),
    );
  });

  it("say nothing that was not measured", () => {
    for (const goal of goals)
      expect([goal.id, goal.measure(evidence([]))]).toEqual([goal.id, null]);
  });

  it("count ids, and name those without a test and those that failed", () => {
    const all = Array.from({ length: 41 }, (_, index) =>
      test(`OC-${String(index + 1).padStart(2, "0")} holds`),
    );
    expect(measure("G1", evidence(all))).toMatchObject({ figure: "41/41", isReached: true, at });
    const some = [...all.slice(0, 39), test("OC-40 holds", false)];
    expect(measure("G1", evidence(some))).toMatchObject({
      figure: "39/41, none named OC-41, failed OC-40",
      isReached: false,
    });
  });

  it("read a soak's figures, and take none that lacks a number", () => {
    const good = run("kill", true, { kills: 500, broken: 0 });
    expect(measure("G4", evidence([], [good]))).toEqual({
      figure: "500 killed, 0 broken",
      isReached: true,
      isShort: false,
      at,
      from: "npm run soak -- kill",
    });
    const short = run("kill", true, { kills: 19, broken: 0 });
    expect(measure("G4", evidence([], [short]))).toMatchObject({ isReached: true, isShort: true });
    const bad = run("kill", false, { kills: 500, broken: 1 });
    expect(measure("G4", evidence([], [bad]))).toMatchObject({ isReached: false, isShort: false });
    expect(measure("G4", evidence([], [run("kill", true, { kills: 500 })]))).toBeNull();
    const round = { seconds: 24, askedMost: 1, refreshed: 10_000 };
    const due = run("due", true, {
      connections: 10_000,
      rounds: [round, { ...round, seconds: 12 }],
    });
    expect(measure("G6", evidence([], [due]))).toMatchObject({
      figure: "10,000 in 24.0 s, each once",
      isReached: true,
    });
  });

  it("are not read from a part of the tests", () => {
    const tests = [
      test("LK-01 x"),
      test("OC-01 x"),
      test("part F", true, "authorization matrix: 1 cases, 0 wrong"),
    ];
    for (const goal of goals) {
      expect([goal.id, goal.measure({ tests, measurements: new Map() })]).toEqual([goal.id, null]);
    }
  });

  it("take a figure of tests only when each of its promises was run", () => {
    const some = [test("R-10 x"), test("SE-07 x")];
    expect(measure("G9", evidence(some))).toBeNull();
    expect(measure("G9", evidence([...some, test("R-27 x")]))?.isReached).toBe(true);
    expect(measure("G9", evidence([...some, test("R-27 x", false)]))).toMatchObject({
      figure: "1 of 3 tests failed",
      isReached: false,
    });
  });

  it("read the matrix", () => {
    const printed = "authorization matrix: 2967 cases, 1859 refused, 0 wrong";
    expect(measure("G13", evidence([test("part F", true, printed)]))).toMatchObject({
      figure: "2,967 cases, 0 wrong",
      isReached: true,
    });
  });
});
