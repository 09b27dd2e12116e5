import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { expect, it } from "vitest";
import * as schema from "./schema";
import { sealedColumns, sealOwner } from "./sealed-columns";

const tables = Object.values(schema).flatMap((one: unknown) =>
  is(one, PgTable) ? [getTableConfig(one)] : [],
);

it("knows every sealed column of the schema, and no other", () => {
  const inSchema = tables.flatMap(({ name, columns }) =>
    columns
      .filter((column) => column.name.endsWith("_sealed"))
      .map((column) => `${name}.${column.name}`),
  );
  expect(Object.keys(sealedColumns).toSorted()).toEqual(inSchema.toSorted());
});

it("owns each value by its table, column, row and firm", () => {
  for (const [name, { table, column, firmId }] of Object.entries(sealedColumns)) {
    expect(`${table}.${column}`).toBe(name);
    const has = tables.find((one) => one.name === table)?.columns.map((one) => one.name) ?? [];
    expect([table, firmId !== null]).toEqual([table, has.includes("firm_id")]);
  }
  expect(sealOwner("grants.access_token_sealed", { id: "grant_1", firmId: "firm_1" })).toEqual({
    table: "grants",
    column: "access_token_sealed",
    purpose: "access token",
    rowId: "grant_1",
    firmId: "firm_1",
  });
});
