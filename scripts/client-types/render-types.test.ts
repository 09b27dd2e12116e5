import { expect, it } from "vitest";
import { renderTypes, type Schema } from "./render-types";

const render = (schemas: Record<string, Schema>) =>
  renderTypes({ components: { schemas } }).split("\n").slice(2).join("\n");

it("makes interfaces of objects, in the order of their names, with what may be absent", () => {
  const schemas: Record<string, Schema> = {
    Page: {
      type: "object",
      properties: {
        items: { type: "array", items: { $ref: "#/components/schemas/Item" } },
        next: { anyOf: [{ type: "string" }, { type: "null" }], description: "Of the next page." },
      },
      required: ["items"],
    },
    Item: {
      description: "One thing.",
      type: "object",
      properties: {
        "odd-name": { type: "integer" },
        state: { type: ["string", "null"], enum: ["a", "b", null] },
        nested: { type: "object", properties: { ok: { const: true } }, required: ["ok"] },
      },
      required: ["nested"],
    },
  };
  expect(render(schemas)).toBe(`/** One thing. */
export interface Item {
  "odd-name"?: number;
  state?: "a" | "b" | null;
  nested: {
    ok: true;
  };
}

export interface Page {
  items: Item[];
  /** Of the next page. */
  next?: string | null;
}
`);
});

it("keeps unions together in lists, and knows maps", () => {
  expect(
    render({
      Kinds: { type: "array", items: { enum: ["x", "y"] } },
      Status: { anyOf: [{ const: 401 }, { type: "integer" }, { type: "null" }] },
      Map: { type: "object", additionalProperties: { type: ["number", "null"] } },
    }),
  ).toBe(`export type Kinds = ("x" | "y")[];

export type Map = {
  [key: string]: number | null;
};

export type Status = number | null;
`);
});

it("refuses what it has no type for", () => {
  for (const schema of [{}, { type: "date" }, { $ref: "#/elsewhere/X" }]) {
    expect(() => render({ Odd: schema })).toThrow(/no type for|no schema of/);
  }
});
