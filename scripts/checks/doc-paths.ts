import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** What builds and runs produce: documents may name it before it exists. */
const PRODUCED = /^(\.data|\.next|dist|node_modules|test-results|playwright-report)(\/|$)/;
/** A word with a slash is a path when it begins here; `application/json` is none. */
const HOUSE =
  /^(app|clients|components|examples|lib|web|worker|machine|sandbox|drizzle|e2e|scripts|docs|public|\.ci)\//;
const FILE_ENDING = /\.(ts|tsx|js|mjs|json|md|css|sql|yml|sh)$/;

/** Repository paths and relative links in the documents that lead nowhere, one line each. */
export function findBrokenPaths(root: string): string[] {
  const documents = [
    ...globSync("*.md", { cwd: root }),
    ...globSync("docs/**/*.md", { cwd: root }),
  ].sort();
  const scripts = readScripts(root);
  return documents.flatMap((document) => {
    const text = readFileSync(join(root, document), "utf8");
    return text.split("\n").flatMap((line, index) => {
      const broken = [
        ...pathsIn(line).filter((path) => !exists(root, path)),
        ...linksIn(line).filter((link) => !existsSync(join(root, dirname(document), link))),
        ...commandsIn(line).filter((name) => !scripts.has(name)),
      ];
      return broken.map((name) => `${document}:${index + 1} names ${name}, which does not exist`);
    });
  });
}

function readScripts(root: string): Set<string> {
  const file = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts?: Record<string, string>;
  };
  return new Set(Object.keys(file.scripts ?? {}).map((name) => `npm run ${name}`));
}

/** Backticked words that look like paths of this repository. */
export function pathsIn(line: string): string[] {
  const words = [...line.matchAll(/`([^`\s]+)`/g)].map((match) => match[1] ?? "");
  return words
    .map((word) => word.replace(/^\.\//, "").replace(/:\d+$/, ""))
    .filter((word) => /^[\w.@[\]()*-]+(\/[\w.@[\]()*-]*)*$/.test(word))
    .filter((word) => HOUSE.test(word) || (FILE_ENDING.test(word) && !word.startsWith("@")))
    .filter((word) => !PRODUCED.test(word));
}

/** Targets of relative links, without their anchors. */
export function linksIn(line: string): string[] {
  return [...line.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => (match[1] ?? "").replace(/#.*$/, ""))
    .filter((link) => link !== "" && !/^[a-z]+:/.test(link));
}

/** `npm run x` as it is written in documents. */
export function commandsIn(line: string): string[] {
  return [...line.matchAll(/npm run [a-z][\w:-]*/g)].map((match) => match[0]);
}

/** A bare file name may stand for any file of that name; a path must be there as it is written. */
function exists(root: string, path: string): boolean {
  if (path.includes("*")) return globSync(path, { cwd: root }).length > 0;
  if (existsSync(join(root, normalize(path)))) return true;
  if (path.includes("/")) return false;
  const skip = (name: string) => PRODUCED.test(name) || name.includes("node_modules");
  return globSync(`**/${path}`, { cwd: root, exclude: skip }).length > 0;
}
