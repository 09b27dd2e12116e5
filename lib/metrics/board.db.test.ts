import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testContext } from "@/lib/context.testing";
import { createTestDatabase, type TestDatabase } from "@/lib/db/testing";
import { measureHouse } from "./measure-house";
import { printNumbers } from "./print-numbers";

type Panel = { title: string; targets?: { expr: string }[] };
const board = JSON.parse(readFileSync("deploy/grafana.json", "utf8")) as { panels: Panel[] };
const queries = board.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({ title, expr })),
);

let test: TestDatabase;
const printed = new Map<string, string>();
const labels = new Map<string, Set<string>>();
beforeAll(async () => {
  test = await createTestDatabase();
  const ctx = testContext(test.db);
  await measureHouse(ctx);
  const { text } = await printNumbers(ctx.db);
  for (const [, name = "", type = ""] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    printed.set(name, type);
  }
  for (const [, name = "", inside = ""] of text.matchAll(/^(\w+)\{(.+)\} /gm)) {
    labels.set(name, new Set([...inside.matchAll(/(\w+)="/g)].map(([, label = ""]) => label)));
  }
});
afterAll(() => test.close());

const names = (expr: string) =>
  [...expr.matchAll(/\b(?:anteroom|process|nodejs)_\w+/g)].map(([name]) => name);

it.each(queries)("“$title” asks for numbers that /metrics prints: $expr", ({ expr }) => {
  expect(names(expr).length).toBeGreaterThan(0);
  for (const name of names(expr)) {
    const base = name.replace(/_(bucket|sum|count)$/, "");
    const isThere = printed.has(name) || printed.get(base) === "histogram";
    expect([name, isThere]).toEqual([name, true]);
  }
  // A rate of what goes up and down says nothing.
  const counted = names(expr).filter((name) => name.endsWith("_total"));
  expect(counted.filter((name) => printed.get(name) !== "counter")).toEqual([]);
});

it("every number of the house's stands on the board", () => {
  const asked = new Set(queries.flatMap(({ expr }) => names(expr)));
  const ours = [...printed.keys()].filter((name) => name.startsWith("anteroom_"));
  const missing = ours.filter((name) => !asked.has(name) && !asked.has(`${name}_bucket`));
  expect(missing).toEqual([]);
  expect(labels.get("anteroom_connections")).toEqual(new Set(["status"]));
});
