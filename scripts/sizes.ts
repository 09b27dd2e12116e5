// Prints the JavaScript of each page, gzipped, over that of an empty app of the same Next version.
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";
import { gzipSync } from "node:zlib";
import { build, isBuilt } from "./build";
import { explain, phase, Stop } from "./progress";
import { runCommand } from "./run-command";

const EMPTY_APP = ".data/empty-app";
const KB = 1000;

/** How much a page may add to the empty app; the first that fits the page's path. */
const BUDGETS: [RegExp, number][] = [
  [/^\/staff(\/|$)/, 90 * KB],
  [/^\/onboarding\/status$/, 25 * KB],
  [/^\//, 15 * KB],
];

/** An empty app, built once for each version of Next. */
async function buildEmptyApp(): Promise<void> {
  const { version } = JSON.parse(readFileSync("node_modules/next/package.json", "utf8")) as {
    version: string;
  };
  const mark = join(EMPTY_APP, "next-version");
  if (existsSync(mark) && readFileSync(mark, "utf8") === version) return;
  mkdirSync(join(EMPTY_APP, "app"), { recursive: true });
  const files = {
    "package.json": `{"private":true}`,
    "app/layout.jsx": `export default ({ children }) => <html lang="en"><body>{children}</body></html>;`,
    "app/page.jsx": `export default () => <p>Empty</p>;`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(EMPTY_APP, name), text);
  const { ok, output } = await runCommand("node_modules/.bin/next", ["build", EMPTY_APP]);
  if (!ok) throw new Stop(`The empty app could not be built:\n${output}`);
  writeFileSync(mark, version);
}

interface PageManifest {
  entryJSFiles: Record<string, string[]>;
}

/** Page path → bytes of all scripts that it and its layouts may load, the global error page aside. */
function pageSizes(app: string): Map<string, number> {
  const dist = join(app, ".next");
  const { rootMainFiles } = JSON.parse(readFileSync(join(dist, "build-manifest.json"), "utf8")) as {
    rootMainFiles: string[];
  };
  const sizes = new Map<string, number>();
  for (const file of globSync("server/app/**/page_client-reference-manifest.js", { cwd: dist })) {
    const context: { __RSC_MANIFEST?: Record<string, PageManifest> } = {};
    vm.runInNewContext(readFileSync(join(dist, file), "utf8"), { globalThis: context });
    for (const [name, manifest] of Object.entries(context.__RSC_MANIFEST ?? {})) {
      const parts = Object.entries(manifest.entryJSFiles);
      const own = parts.flatMap(([part, chunks]) => (part.endsWith("/global-error") ? [] : chunks));
      const chunks = new Set([...rootMainFiles, ...own]);
      const bytes = [...chunks].map((chunk) => gzipSync(readFileSync(join(dist, chunk))).length);
      sizes.set(
        pathOf(name),
        bytes.reduce((sum, one) => sum + one, 0),
      );
    }
  }
  return sizes;
}

/** `/(firm)/onboarding/plan/page` → `/onboarding/plan`. */
const pathOf = (name: string) => name.replace(/\/\([^)]*\)/g, "").replace(/\/page$/, "") || "/";

async function main(): Promise<void> {
  await phase("Building an empty app", buildEmptyApp);
  if (!isBuilt()) await phase("Building the pages", build);
  const floor = pageSizes(EMPTY_APP).get("/") ?? 0;
  console.log(`\nJavaScript, gzipped. An empty Next app: ${floor} bytes.\n`);
  for (const [path, bytes] of [...pageSizes(".")].sort(([a], [b]) => a.localeCompare(b, "en"))) {
    if (path.startsWith("/_")) continue;
    const budget = BUDGETS.find(([pattern]) => pattern.test(path))?.[1] ?? 0;
    const over = bytes - floor;
    const verdict = over <= budget ? "" : "   TOO MUCH";
    if (verdict) process.exitCode = 1;
    console.log(`${path.padEnd(40)} +${String(over).padStart(6)} of ${budget}${verdict}`);
  }
}

await main().catch(explain);
