import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { expect, it } from "vitest";
import * as schema from "./schema";
import { isFirms, sealedColumns } from "./sealed-columns";

const tables = Object.values(schema).flatMap((one: unknown) =>
  is(one, PgTable) ? [getTableConfig(one)] : [],
);

it("knows every sealed column of the schema, and no other", () => {
  const inSchema = tables.flatMap(({ name, columns }) =>
    columns
      .filter((column) => column.name.endsWith("_sealed"))
      .map((column) => `${name}.${column.name}`),
  );
  const known = sealedColumns.map(({ table, column }) => `${table}.${column}`);
  expect(known.toSorted()).toEqual(inSchema.toSorted());
});

it("names the firm as owner exactly where the table has one", () => {
  for (const place of sealedColumns) {
    const columns = tables.find(({ name }) => name === place.table)?.columns ?? [];
    expect([place.table, columns.some(({ name }) => name === "firm_id")]).toEqual([
      place.table,
      isFirms(place),
    ]);
  }
});
