/** A test of the last `npm test`, as its report names it. */
export interface NamedTest {
  /** The whole title, with those of the blocks around it. */
  title: string;
  file: string;
  passed: boolean;
  /** What it printed; vitest's report does not keep that. */
  output: string;
  /** The part of `npm test` that ran it, and when that began. */
  part: string;
  at: Date;
}

/** What a soak or a bench has written (`scripts/figures.ts`). */
export interface Measurement {
  name: string;
  at: Date;
  good: boolean;
  figures: Record<string, unknown>;
}

export interface Evidence {
  tests: NamedTest[];
  measurements: Map<string, Measurement>;
}

interface VitestReport {
  startTime: number;
  testResults: {
    name: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
}

interface PlaywrightSuite {
  title: string;
  file: string;
  suites?: PlaywrightSuite[];
  specs?: {
    title: string;
    ok: boolean;
    tests: { results: { stdout?: { text?: string }[] }[] }[];
  }[];
}

interface PlaywrightReport {
  stats: { startTime: string };
  suites: PlaywrightSuite[];
}

/** The tests of one report, of vitest or of Playwright; none of any other file. */
export function testsOf(part: string, report: unknown): NamedTest[] {
  if (isVitest(report)) {
    const at = new Date(report.startTime);
    return report.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ fullName, status }) => ({
        title: fullName,
        file: name,
        passed: status === "passed",
        output: "",
        part,
        at,
      })),
    );
  }
  if (!isPlaywright(report)) return [];
  const at = new Date(report.stats.startTime);
  const walk = (suite: PlaywrightSuite, above: string[]): NamedTest[] => {
    // The outermost suite is the file.
    const titles = suite.title === suite.file ? above : [...above, suite.title];
    const own = (suite.specs ?? []).map(({ title, ok, tests }) => ({
      title: [...titles, title].join(" "),
      file: suite.file,
      passed: ok,
      output: tests
        .flatMap(({ results }) => results.flatMap(({ stdout }) => stdout ?? []))
        .map(({ text }) => text ?? "")
        .join(""),
      part,
      at,
    }));
    return [...own, ...(suite.suites ?? []).flatMap((inner) => walk(inner, titles))];
  };
  return report.suites.flatMap((suite) => walk(suite, []));
}

/** One file of `.data/figures`, or null for what is none. */
export function measurementOf(kept: unknown): Measurement | null {
  if (typeof kept !== "object" || kept === null) return null;
  const { name, at, good, figures } = kept as Partial<Record<keyof Measurement, unknown>>;
  if (typeof name !== "string" || typeof at !== "string" || typeof good !== "boolean") return null;
  if (typeof figures !== "object" || figures === null) return null;
  return { name, at: new Date(at), good, figures: figures as Record<string, unknown> };
}

function isVitest(report: unknown): report is VitestReport {
  return typeof report === "object" && report !== null && "testResults" in report;
}

function isPlaywright(report: unknown): report is PlaywrightReport {
  return typeof report === "object" && report !== null && "suites" in report && "stats" in report;
}
