import { expect, it } from "vitest";
import { openApiDocument } from "./openapi";

type Json = Record<string, unknown>;

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" ? [String(inner)] : referencesIn(inner),
  );
}

it("each named schema of the door's document stands once, and every reference leads to one", () => {
  const document = openApiDocument();
  const { schemas } = document.components as { schemas: Json };
  const references = referencesIn(document);
  expect(references.length).toBeGreaterThan(10);
  const names = Object.keys(schemas).map((name) => `#/components/schemas/${name}`);
  expect(references.filter((one) => !names.includes(one))).toEqual([]);
  expect(JSON.stringify(document)).not.toContain("$defs");
  expect(Object.keys(schemas)).toEqual(
    expect.arrayContaining(["AccessToken", "Problem", "Report"]),
  );
});
