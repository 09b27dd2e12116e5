import { expect, it } from "vitest";
import { splitSql, type DumpPart } from "./split-sql";

async function* linesOf(text: string) {
  yield* text.split("\n");
}
async function partsOf(text: string): Promise<DumpPart[]> {
  const parts: DumpPart[] = [];
  for await (const part of splitSql(linesOf(text))) parts.push(part);
  return parts;
}
const statementsOf = async (text: string) =>
  (await partsOf(text)).flatMap((part) => (part.kind === "statement" ? [part.sql] : []));

it("ends a statement at its semicolon alone, not within quotes, bodies or comments", async () => {
  const statements = [
    "select 'a;b''c;', \"d;e\" from t",
    "create function f() returns trigger language plpgsql as $$\nbegin\n  x := 'y;'; -- it's;\nend $$",
    "create function g() as $_1$ select $$;$$; $_1$",
    "select 1 /* ; ' */ + 2 - 1 / $1",
    "insert into t values ('--;\nsecond line;')",
  ];
  const text = `-- begins; with 'a remark\n\n${statements.join(";\n")};\n`;
  expect(await statementsOf(text)).toEqual(statements);
  expect(await statementsOf("select 1; select 2;")).toEqual(["select 1", "select 2"]);
});

it("hands on the rows of a COPY as they are, also what looks like SQL or like another line's end", async () => {
  const rows = ["a\t';--\t\\N", "b\u2028c\r\t$$", "", "\\\\."];
  const text = `COPY public.t (a, b) FROM stdin;\n${rows.join("\n")}\n\\.\n\nselect 1;\n`;
  expect(await partsOf(text)).toEqual([
    { kind: "statement", sql: "COPY public.t (a, b) FROM stdin" },
    { kind: "rows", lines: rows },
    { kind: "rows", lines: [] },
    { kind: "statement", sql: "select 1" },
  ]);
});

it("leaves psql's own commands out, and refuses a text that ends in the middle", async () => {
  expect(await statementsOf("\\restrict abc\nselect 1;\n\\unrestrict abc")).toEqual(["select 1"]);
  for (const text of ["select 1", "select ';", "COPY t FROM stdin;\nrow", "as $$ ;"]) {
    await expect(partsOf(text)).rejects.toThrow("in the middle");
  }
});
