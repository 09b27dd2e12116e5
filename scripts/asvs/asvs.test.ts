import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readCsv } from "@/lib/staff/csv-rules";
import { claimed, requirements } from "./requirements";
import { brokenReference, COLUMNS, rowsOf } from "./table";

const table = readCsv(readFileSync("docs/asvs.csv", "utf8"));
const cells = "rows" in table ? table.rows : [];
const rows = rowsOf(cells);

describe("docs/asvs.csv", () => {
  it("answers for all of levels 1 and 2, and for what we claim of level 3", () => {
    expect(cells[0]).toEqual(COLUMNS);
    const ids = new Set(rows.map((row) => row.id));
    expect([...claimed].filter((id) => !ids.has(id))).toEqual([]);
    expect(rows.filter((row) => row.level === "3").length).toBeGreaterThanOrEqual(25);
  });

  it("has each requirement once, with its level", () => {
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    for (const row of rows)
      expect([row.id, Number(row.level)]).toEqual([row.id, requirements.get(row.id)]);
  });

  it("has a test or a reason for what applies, and a reason for what does not", () => {
    const wrong = rows.filter(({ applies, about, tests, reason }) => {
      const says = applies === "yes" ? tests.length > 0 || reason !== "" : reason !== "";
      const fits = applies === "yes" || (applies === "no" && tests.length === 0);
      return !says || !fits || about === "";
    });
    expect(wrong).toEqual([]);
  });

  it("names tests, checks, rules and headings that there are", () => {
    const broken = rows.flatMap((row) =>
      row.tests.flatMap((reference) => {
        const why = brokenReference(reference);
        return why ? [`${row.id}: ${reference}: ${why}`] : [];
      }),
    );
    expect(broken).toEqual([]);
  });
});

describe("a reference that leads nowhere", () => {
  it.each([
    "scripts/checks/doc-paths.test.ts#no such title",
    "scripts/asvs/none.test.ts#anything",
    "scripts/asvs/asvs.test.ts",
    "docs/security.md#No such heading",
    "check:no such check",
    "lint:anteroom/nothing",
  ])("is found: %s", (reference) => {
    expect(brokenReference(reference)).not.toBeNull();
  });
});
