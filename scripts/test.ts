import { mkdirSync, rmSync } from "node:fs";
import { build } from "./build";
import { findUnwantedFiles } from "./checks/built-files";
import { provideChromium } from "./chromium";
import { type Counts, countChecks, countPlaywright, countVitest } from "./counts";
import { Stop } from "./progress";
import { runCommand, runScript } from "./run-command";
import { withPostgres } from "./test-postgres";

const RESULTS = "test-results";
/** A part that takes longer hangs. */
const PART_MS = 10 * 60_000;

const PARTS: Record<string, () => Promise<Counts>> = {
  check: async () => {
    const result = await runScript("scripts/check.ts", [], { timeout: PART_MS });
    console.log(result.output.replace(/\d+ passed, \d+ failed\s*$/, ""));
    return countChecks(result);
  },
  unit: () => vitest("unit", {}),
  db: () => withPostgres("embedded", (url) => vitest("db", { TEST_DATABASE_URL: url })),
  db15: () => withPostgres("debian", (url) => vitest("db", { TEST_DATABASE_URL: url }, "db15")),
  build: async () => {
    await build();
    const unwanted = findUnwantedFiles(process.cwd());
    if (unwanted.length > 0) console.log(unwanted.join("\n"));
    return { passed: unwanted.length === 0 ? 2 : 1, failed: unwanted.length === 0 ? 0 : 1 };
  },
  e2e: async () => {
    await provideChromium();
    const file = `${RESULTS}/e2e.json`;
    const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file };
    const args = ["test", "--reporter=list,json"];
    const options = { env, show: true, timeout: PART_MS };
    const { ok } = await runCommand("node_modules/.bin/playwright", args, options);
    return countPlaywright(file, ok);
  },
};

async function vitest(project: string, extra: NodeJS.ProcessEnv, name = project): Promise<Counts> {
  const file = `${RESULTS}/${name}.json`;
  const args = ["run", "--project", project, "--reporter=dot", "--reporter=json"];
  const options = { env: { ...process.env, ...extra }, show: true, timeout: PART_MS };
  const { ok } = await runCommand(
    "node_modules/.bin/vitest",
    [...args, `--outputFile.json=${file}`],
    options,
  );
  return countVitest(file, ok);
}

async function runPart(name: string, part: () => Promise<Counts>): Promise<Counts> {
  console.log(`\n== ${name}`);
  const begun = performance.now();
  const counts = await part().catch((error: unknown) => {
    console.log(error instanceof Stop ? error.message : error);
    return { passed: 0, failed: 1 };
  });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`== ${name}: ${counts.passed} good, ${counts.failed} bad, ${seconds} s`);
  return counts;
}

const at = process.argv.indexOf("--only");
const wanted = at === -1 ? Object.keys(PARTS) : (process.argv[at + 1] ?? "").split(",");
const total = { passed: 0, failed: 0 };
const begun = performance.now();
rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });
for (const name of wanted) {
  const part = PARTS[name];
  if (!part) {
    console.error(`There is no part "${name}". Parts: ${Object.keys(PARTS).join(", ")}`);
    process.exit(2);
  }
  const counts = await runPart(name, part);
  total.passed += counts.passed;
  total.failed += counts.failed;
}
console.log(`\nAll parts took ${Math.round((performance.now() - begun) / 1000)} s`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
