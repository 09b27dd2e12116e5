import { spellings } from "@/e2e/support/leaks";
import type { Evidence, Measurement, NamedTest } from "./evidence";

/** A figure that was reached, or missed, in a run. */
export interface Measured {
  figure: string;
  isReached: boolean;
  /** A run that was made shorter than the goal asks: its figure is told, and reaches or misses nothing. */
  isShort: boolean;
  at: Date;
  /** The run that it comes from. */
  from: string;
}

/** One of the eighteen of SECURITY.md; `measure` is null when nothing has measured it. */
export interface Goal {
  id: string;
  goal: string;
  target: string;
  measure: (evidence: Evidence) => Measured | null;
  /** What to run for it. */
  how: string;
}

/** Ids of a family, such as OC-01 to OC-41, that no test is named after, and those with a test that failed. */
export function idsWithout(
  tests: readonly NamedTest[],
  family: string,
  count: number,
): { missing: string[]; failed: string[] } {
  const ids = Array.from(
    { length: count },
    (_, index) => `${family}-${String(index + 1).padStart(2, "0")}`,
  );
  const named = new Map(ids.map((id) => [id, tests.filter(({ title }) => has(title, id))]));
  return {
    missing: ids.filter((id) => named.get(id)?.length === 0),
    failed: ids.filter((id) => named.get(id)?.some(({ passed }) => !passed)),
  };
}

/** Cases of bad input that were run and went as expected, by part of the corpus. */
export function corpusCases(tests: readonly NamedTest[]): Record<string, number> {
  const cases: Record<string, number> = {};
  const add = (part: string, count: number) => {
    cases[part] = (cases[part] ?? 0) + count;
  };
  for (const { title, output, passed } of tests) {
    if (!passed) continue;
    const [, part, count] = /\bcorpus ([A-EG]): .*?(\d+) cases/.exec(title) ?? [];
    if (part && count) add(part, Number(count));
    const [, answers] = /\bcorpus H\b.*? (\d+) (?!cases)\w/.exec(title) ?? [];
    if (answers) add("H", Number(answers));
    const [, routes] = /authorization matrix: (\d+) cases/.exec(output) ?? [];
    if (routes) add("F", Number(routes));
  }
  return cases;
}

const SEEDED = 10_000;
const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0);
const has = (title: string, id: string) => new RegExp(`(?<![\\w-])${id}(?!\\d)`).test(title);
const thousands = (count: number) => count.toLocaleString("en-US");

/** The newest of some tests, whose run stands for all. */
function newest(tests: readonly NamedTest[]): NamedTest | undefined {
  return tests.toSorted((a, b) => b.at.getTime() - a.at.getTime())[0];
}

/** Parts of `npm test` whose tests the figures are read from: a run of some of them measures nothing. */
const PARTS = ["unit", "db", "e2e-1", "e2e-2", "afterwards-1"];

const isWhole = (tests: readonly NamedTest[]) =>
  PARTS.every((name) => tests.some(({ part }) => part === name));

/** A figure of tests alone: reached when all of them passed; null when one of `ids` has none in the last run. */
function byTests(figure: (tests: NamedTest[]) => string, ...ids: string[]): Goal["measure"] {
  return ({ tests }) => {
    const named = ids.map((id) => tests.filter(({ title }) => has(title, id)));
    if (!isWhole(tests) || named.some((some) => some.length === 0)) return null;
    return ofTests(named.flat(), figure);
  };
}

function ofTests(
  tests: readonly NamedTest[],
  figure: (tests: NamedTest[]) => string,
  isReached = true,
): Measured | null {
  const last = newest(tests);
  if (!last) return null;
  const failed = tests.filter(({ passed }) => !passed);
  return {
    figure:
      failed.length > 0 ? `${failed.length} of ${tests.length} tests failed` : figure([...tests]),
    isReached: isReached && failed.length === 0,
    isShort: false,
    at: last.at,
    from: `npm test (${last.part})`,
  };
}

/** A figure of a soak or bench; null when it never ran, or lacks a number that is asked for. */
function byRun(
  name: string,
  command: string,
  read: (
    numbers: (key: string) => number,
    run: Measurement,
  ) => { figure: string; isReached: boolean; isFull: boolean },
): Goal["measure"] {
  return ({ measurements }) => {
    const run = measurements.get(name);
    if (!run) return null;
    let isWhole = true;
    const numbers = (key: string) => {
      const value = run.figures[key];
      if (typeof value !== "number") isWhole = false;
      return typeof value === "number" ? value : Number.NaN;
    };
    const { figure, isReached, isFull } = read(numbers, run);
    const isShort = !isFull;
    return isWhole ? { figure, isReached, isShort, at: run.at, from: `npm run ${command}` } : null;
  };
}

const seconds = (value: number) => `${value.toFixed(1)} s`;

export const goals: Goal[] = [
  {
    id: "G1",
    goal: "OC checks passing",
    target: "41/41",
    how: "npm test",
    measure: ({ tests }) => {
      const { missing, failed } = idsWithout(tests, "OC", 41);
      const named = tests.filter(({ title }) => /(?<![\w-])OC-\d\d/.test(title));
      const good = 41 - new Set([...missing, ...failed]).size;
      const without = missing.length > 0 ? `, none named ${missing.join(" ")}` : "";
      const last = newest(named);
      return last && isWhole(tests)
        ? {
            figure: `${good}/41${without}${failed.length > 0 ? `, failed ${failed.join(" ")}` : ""}`,
            isReached: good === 41,
            isShort: false,
            at: last.at,
            from: `npm test (${last.part})`,
          }
        : null;
    },
  },
  {
    id: "G2",
    goal: "Bad input: cases and seeded inputs",
    target: "≥ 547 + 50,000",
    how: "npm test",
    measure: ({ tests }) => {
      const corpus = tests.filter(
        ({ title, output }) =>
          /\bcorpus [A-H]\b/.test(title) || /authorization matrix:/.test(output),
      );
      const seeded = tests.filter(({ title }) => /\b10,000 seeded\b/.test(title));
      if (!isWhole(tests) || corpus.length === 0 || seeded.length === 0) return null;
      const cases = corpusCases(corpus);
      const all = sumOf(Object.values(cases));
      const inputs = seeded.filter(({ passed }) => passed).length * SEEDED;
      const parts = Object.entries(cases)
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([part, count]) => `${part} ${count}`);
      const lacking = Array.from("ABCDEFGH").filter((part) => !cases[part]);
      const without = lacking.length > 0 ? `, without ${lacking.join(" ")}` : "";
      return ofTests(
        [...corpus, ...seeded],
        () => `${thousands(all)} (${parts.join(", ")}) + ${thousands(inputs)}${without}`,
        all >= 547 && inputs >= 50_000 && lacking.length === 0,
      );
    },
  },
  {
    id: "G3",
    goal: "Canaries found in dump, logs, HTML, bundles, mails",
    target: "0 in ≥ 6 spellings",
    how: "npm test",
    measure: byTests(
      (tests) =>
        `0 in ${spellings("a canary of 24 characters").length} spellings, ${tests.length} searches`,
      "SE-01",
    ),
  },
  {
    id: "G4",
    goal: "Processes killed at every step",
    target: "≥ 475, all whole",
    how: "npm run soak -- kill",
    measure: byRun("kill", "soak -- kill", (number) => ({
      figure: `${number("kills")} killed, ${number("broken")} broken`,
      isReached: number("broken") === 0,
      isFull: number("kills") >= 475,
    })),
  },
  {
    id: "G5",
    goal: "Rounds of several refreshers, rotating provider",
    target: "1,000, 0 reuse",
    how: "npm run soak -- refreshers",
    measure: byRun("refreshers", "soak -- refreshers", (number) => {
      const wrong = number("several") + number("failed") + number("ended");
      return {
        figure: `${thousands(number("rounds"))} rounds, ${wrong} wrong`,
        isReached: wrong === 0,
        isFull: number("rounds") >= 1000,
      };
    }),
  },
  {
    id: "G6",
    goal: "10,000 due at once",
    target: "≤ 60 s, each once",
    how: "npm run soak -- due",
    measure: byRun("due", "soak -- due", (number, { figures }) => {
      const rounds = Array.isArray(figures.rounds) ? (figures.rounds as DueRound[]) : [];
      const slowest = Math.max(...rounds.map((round) => round.seconds));
      const isOnce = rounds.every(
        (round) => round.askedMost === 1 && round.refreshed === number("connections"),
      );
      return {
        figure: `${thousands(number("connections"))} in ${seconds(slowest)}, ${isOnce ? "each once" : "not each once"}`,
        isReached: slowest <= 60 && isOnce,
        isFull: number("connections") >= 10_000,
      };
    }),
  },
  {
    id: "G7",
    goal: "A crash to the job's end elsewhere",
    target: "≤ 90 s",
    how: "npm run soak -- resume",
    measure: byRun("resume", "soak -- resume", (number) => ({
      figure: `${seconds(number("slowestSeconds"))} at most in ${number("crashes")}`,
      isReached: number("slowestSeconds") <= 90,
      isFull: number("crashes") >= 3,
    })),
  },
  {
    id: "G8",
    goal: "The database restarts, until all is healthy",
    target: "≤ 10 s",
    how: "npm run soak -- restarts",
    measure: byRun("restarts", "soak -- restarts", (number) => ({
      figure: `${seconds(number("slowestMs") / 1000)} at most in ${number("restarts")}, ${number("lost")} lost`,
      isReached: number("slowestMs") <= 10_000 && number("lost") === 0,
      isFull: number("restarts") >= 20,
    })),
  },
  {
    id: "G9",
    goal: "Mails to connect again for an outage, wrong keys, a restored backup",
    target: "0",
    how: "npm test",
    measure: byTests(() => "0", "R-10", "SE-07", "R-27"),
  },
  {
    id: "G10",
    goal: "Mails that came twice",
    target: "0",
    how: "npm test",
    measure: byTests(() => "0", "R-23"),
  },
  {
    id: "G11",
    goal: "Keys changed under load, 10,000 connections",
    target: "≤ 60 s, 0 failed reads",
    how: "npm run soak -- rotate-keys",
    measure: byRun("rotate-keys", "soak -- rotate-keys", (number) => ({
      figure: `${thousands(number("connections"))} in ${seconds(number("seconds"))}, ${number("failedReads")} failed reads, ${number("lost")} lost`,
      isReached:
        number("seconds") <= 60 && number("failedReads") + number("lost") + number("left") === 0,
      isFull: number("connections") >= 10_000,
    })),
  },
  {
    id: "G12",
    goal: "Sealed values moved, edited, flipped",
    target: "≥ 420, all refused",
    how: "npm test",
    measure: byTests(
      (tests) => {
        const count = /\bmore than (\d+)\b/.exec(tests.map(({ title }) => title).join(" "))?.[1];
        return count ? `more than ${count}, all refused` : "all refused";
      },
      "SE-02",
      "SE-03",
    ),
  },
  {
    id: "G13",
    goal: "Who may do what, every route and role",
    target: "generated, 0 wrong",
    how: "npm test",
    measure: ({ tests }) => {
      if (!isWhole(tests)) return null;
      const matrix = tests.filter(({ output }) => /authorization matrix:/.test(output));
      const [, cases, wrong] =
        /authorization matrix: (\d+) cases.*?(\d+) wrong/.exec(
          matrix.map(({ output }) => output).join("\n"),
        ) ?? [];
      return ofTests(
        matrix,
        () => `${thousands(Number(cases))} cases, ${wrong} wrong`,
        wrong === "0",
      );
    },
  },
  {
    id: "G14",
    goal: "Rolling restarts at 50 requests a second",
    target: "20, 0 failed",
    how: "npm run soak -- rolling",
    measure: byRun("rolling", "soak -- rolling", (number) => ({
      figure: `${number("rounds")} rounds, ${number("failedRequests")} of ${thousands(number("requests"))} failed, ${number("lostJobs")} jobs lost`,
      isReached: number("failedRequests") === 0 && number("lostJobs") === 0,
      isFull: number("rounds") >= 20,
    })),
  },
  {
    id: "G15",
    goal: "A valid token at the door, 200 a second: 95th percentile",
    target: "≤ 50 ms",
    how: "npm run bench",
    measure: byRun("bench", "bench", (number) => ({
      figure: `${number("tokenP95Ms").toFixed(1)} ms at ${Math.round(number("tokenRate"))} a second`,
      isReached: number("tokenP95Ms") <= 50 && number("tokenRate") >= 200,
      isFull: true,
    })),
  },
  {
    id: "G16",
    goal: "Two hours of faults",
    target: "0 broken",
    how: "npm run soak -- chaos",
    measure: byRun("chaos", "soak -- chaos", (number) => ({
      figure: `${number("minutes")} min, ${thousands(number("faults"))} faults, ${number("broken")} broken`,
      isReached: number("broken") === 0,
      isFull: number("minutes") >= 120,
    })),
  },
  {
    id: "G17",
    goal: "A backup of 10,000 connections restored and opened",
    target: "≤ 5 min, all",
    how: "npm run soak -- restore-backup",
    measure: byRun("restore-backup", "soak -- restore-backup", (number, { good }) => ({
      figure: `${thousands(number("connections"))} in ${seconds(number("seconds"))}${good ? ", all open" : ", not all open"}`,
      isReached: good && number("seconds") <= 300,
      isFull: number("connections") >= 10_000,
    })),
  },
  {
    id: "G18",
    goal: "Scanners that spend a link",
    target: "0 of 10",
    how: "npm test",
    measure: byTests(() => "0 of 10", "LK-01"),
  },
];

interface DueRound {
  seconds: number;
  askedMost: number;
  refreshed: number;
}
