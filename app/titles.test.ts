import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const pages = globSync("app/**/page*.tsx").map((path) => ({
  path,
  text: readFileSync(path, "utf8"),
}));

test("every page that shows something has a title of its own", () => {
  expect(pages.length).toBeGreaterThan(20);
  const without = pages.filter(({ text }) => !/\bmetadata: Metadata\b|generateMetadata/.test(text));
  // It only leads on to the work queue.
  expect(without.map(({ path }) => path)).toEqual(["app/staff/firms/page.tsx"]);
});

test("no two pages share a title", () => {
  const titles = pages.flatMap(
    ({ text }) => /metadata: Metadata = { title: "([^"]+)"/.exec(text)?.[1] ?? [],
  );
  expect(titles.length).toBeGreaterThan(15);
  expect(titles.toSorted()).toEqual([...new Set(titles)].toSorted());
});
