import { expect, it } from "vitest";
import { addMonths, readMonthQuery, readReportQuery, reportRanges } from "./report-query";

it("reads what the page's own links ask for", () => {
  expect(readReportQuery({})).toEqual({ query: { range: "90" }, problems: [] });
  for (const range of reportRanges) {
    expect(readReportQuery({ range })).toEqual({ query: { range }, problems: [] });
  }
  expect(readMonthQuery({})).toEqual({ query: { month: null }, problems: [] });
  expect(readMonthQuery({ month: "2026-11" })).toEqual({
    query: { month: "2026-11" },
    problems: [],
  });
});

it.each([
  [{ range: "7" }, ["range"]],
  [{ range: "" }, ["range"]],
  [{ range: ["30", "90"] }, ["range"]],
  [{ range: "all", sort: "name" }, ["sort"]],
  [{ from: "x", range: "1" }, ["from", "range"]],
])("refuses the reports %j", (parameters, names) => {
  expect(readReportQuery(parameters).problems.map(({ name }) => name)).toEqual(names);
});

it.each([
  [{ month: "2026-13" }, ["month"]],
  [{ month: "2026-00" }, ["month"]],
  [{ month: "1999-01" }, ["month"]],
  [{ month: "2026-11-01" }, ["month"]],
  [{ month: ["2026-11"] }, ["month"]],
  [{ step: "plan" }, ["step"]],
])("refuses the month %j", (parameters, names) => {
  expect(readMonthQuery(parameters).problems.map(({ name }) => name)).toEqual(names);
});

it("goes from month to month over the years", () => {
  expect(addMonths("2026-11", 2)).toBe("2027-01");
  expect(addMonths("2026-01", -1)).toBe("2025-12");
  expect(addMonths("2026-05", 0)).toBe("2026-05");
});
