import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { findBrokenPaths } from "./doc-paths";

let root = "";
afterEach(() => rmSync(root, { recursive: true, force: true }));

function repository(files: Record<string, string>): string {
  root = mkdtempSync(join(tmpdir(), "anteroom-docs-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const files = {
  "package.json": `{"scripts":{"demo":"x"}}`,
  "lib/plan/rules.ts": "",
  "docs/architecture.md": "# Architecture",
};

it("accepts what is there", () => {
  const text = [
    "Plans are rules: `lib/plan/rules.ts:12`, `lib/plan/`, `rules.ts`, `lib/*/rules.ts`.",
    "Start it by `npm run demo`; it writes `.data/` and [more](docs/architecture.md#flows).",
    "Routes such as `/onboarding`, values such as `a b`, `us`, `application/json`, `@/lib/x`, [links](https://x.test).",
  ].join("\n");
  expect(findBrokenPaths(repository({ ...files, "README.md": text }))).toEqual([]);
});

it("names each path, link and command that is not there, with its line", () => {
  const text = "# Title\n`lib/plan/gone.ts` [x](docs/gone.md) `npm run gone` `gone.ts` `worker/`";
  expect(findBrokenPaths(repository({ ...files, "README.md": text }))).toEqual([
    "README.md:2 names lib/plan/gone.ts, which does not exist",
    "README.md:2 names gone.ts, which does not exist",
    "README.md:2 names worker/, which does not exist",
    "README.md:2 names docs/gone.md, which does not exist",
    "README.md:2 names npm run gone, which does not exist",
  ]);
});

it("reads links from the document's own folder", () => {
  const docs = { "docs/a.md": "[up](../package.json) [beside](architecture.md) [no](docs/a.md)" };
  expect(findBrokenPaths(repository({ ...files, ...docs }))).toEqual([
    "docs/a.md:1 names docs/a.md, which does not exist",
  ]);
});
