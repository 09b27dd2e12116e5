import type { Parameters, QueryProblem } from "./queue-query";

/** Firms invited within so many days; `all`: whenever they were. */
export const reportRanges = ["30", "90", "365", "all"] as const;
export type ReportRange = (typeof reportRanges)[number];

/** A month as `2026-11`. */
export type Month = string;

type Read<T> = { query: T; problems: QueryProblem[] };

const unknown = (parameters: Parameters, known: string[]): QueryProblem[] =>
  Object.keys(parameters)
    .filter((name) => !known.includes(name))
    .map((name) => ({ name, problem: "This page knows no such filter." }));

/** What the address of the reports asks for. */
export function readReportQuery(parameters: Parameters): Read<{ range: ReportRange }> {
  const problems = unknown(parameters, ["range"]);
  const given = parameters.range;
  const range = given === undefined ? "90" : reportRanges.find((one) => one === given);
  if (!range) {
    problems.push({ name: "range", problem: `It is one of: ${reportRanges.join(", ")}.` });
  }
  return { query: { range: range ?? "90" }, problems };
}

/** What the address of "What costs firms time" asks for; null: this month. */
export function readMonthQuery(parameters: Parameters): Read<{ month: Month | null }> {
  const problems = unknown(parameters, ["month"]);
  const given = parameters.month;
  if (given === undefined) return { query: { month: null }, problems };
  if (typeof given === "string" && isMonth(given)) return { query: { month: given }, problems };
  problems.push({ name: "month", problem: "It is a month such as 2026-11." });
  return { query: { month: null }, problems };
}

const isMonth = (text: string) => /^20\d\d-(0[1-9]|1[0-2])$/.test(text);

/** The month so many months later; earlier when negative. */
export function addMonths(month: Month, months: number): Month {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const at = new Date(Date.UTC(year, number - 1 + months, 1));
  return at.toISOString().slice(0, 7);
}
