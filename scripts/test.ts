import { mkdirSync, rmSync } from "node:fs";
import { build } from "./build";
import { findUnwantedFiles } from "./checks/built-files";
import { provideChromium } from "./chromium";
import { SANDBOX_OFFSETS, startDemoStack } from "./demo-stack";
import { type Counts, countChecks, countPlaywright, countVitest } from "./counts";
import { findFreeBase } from "./ports";
import { isStopping, Stop } from "./progress";
import { runCommand, runScript } from "./run-command";
import { PORTAL } from "./stack";
import { startTestPostgres } from "./test-postgres";

const RESULTS = "test-results";

// `--only unit,db lib/db`: these parts alone, and of them the tests whose path says so.
const only = process.argv.indexOf("--only");
const [names = "", ...filters] = only === -1 ? [] : process.argv.slice(only + 1);
const wanted = only === -1 ? [] : names.split(",");

/** A part that takes longer hangs. */
const PART_MS = 40 * 60_000;

const PARTS: Record<string, () => Promise<Counts>> = {
  check: async () => {
    const result = await runScript("scripts/check.ts", [], { timeout: PART_MS });
    console.log(result.output.replace(/\d+ passed, \d+ failed\s*$/, ""));
    return countChecks(result);
  },
  unit: () => vitest("unit", {}),
  db: () => vitestOn("embedded", "db"),
  db15: () => vitestOn("debian", "db15"),
  build: async () => {
    await build();
    const unwanted = findUnwantedFiles(process.cwd());
    if (unwanted.length > 0) console.log(unwanted.join("\n"));
    const sizes = await runScript("scripts/sizes.ts", [], { timeout: PART_MS });
    console.log(sizes.output);
    const passed = [true, unwanted.length === 0, sizes.ok].filter(Boolean).length;
    return { passed, failed: 3 - passed };
  },
  e2e: journeys,
  styleguide: styleGuide,
};

/** What these try is ours or Clio's, or they start servers of their own: another version tells nothing. */
const NOT_OF_A_VERSION = [
  "clients/**",
  "scripts/**",
  "worker/**",
  "lib/operator/backup.db.test.ts",
  "lib/db/{server-restart,disk-full,guarded-pool}.db.test.ts",
  "lib/connection/{corpus-h,refresh-races,probes-at-once,provider-gate,hints}.db.test.ts",
  "lib/identity/{oidc,second-factor}.db.test.ts",
  "lib/mail/{delivery,notices}.db.test.ts",
  "lib/metrics/**",
  "lib/settings/**",
  "lib/staff/{bulk,change-firms,close-firm,firm-people,import-firms,people,remind-campaign}.db.test.ts",
  "lib/web/**",
  "lib/webhooks/**",
  "machine/**",
];

async function vitestOn(kind: "embedded" | "debian", name: string): Promise<Counts> {
  const server = await startTestPostgres(kind, { isRelaxed: true });
  try {
    const leftOut: Record<string, string> =
      kind === "debian" ? { TEST_LEAVE_OUT: NOT_OF_A_VERSION.join(" ") } : {};
    return await vitest("db", { TEST_DATABASE_URL: server.url, ...leftOut }, name);
  } finally {
    await server.stop();
  }
}

async function vitest(
  project: string,
  extra: Record<string, string>,
  name = project,
): Promise<Counts> {
  const file = `${RESULTS}/${name}.json`;
  const args = ["run", "--project", project, "--reporter=dot", "--reporter=json"];
  const env = { ...process.env, NO_COLOR: "1", ...extra };
  const options = { env, show: true, timeout: PART_MS };
  const { ok } = await runCommand(
    "node_modules/.bin/vitest",
    [...args, `--outputFile.json=${file}`, ...filters],
    options,
  );
  return countVitest(file, ok);
}

type StackOptions = { folder: string; dev?: boolean };
type TestStack = { env: NodeJS.ProcessEnv; stop: () => Promise<void> };

/** A portal with its sandbox and database for browser tests, and the environment that tells of it. */
async function startTestStack(options: StackOptions): Promise<TestStack> {
  // The stack's settings become this process's own; what follows begins without them.
  const before = { ...process.env };
  try {
    // e2e/support/portal-memory.ts asks the portal to tidy up before it is weighed.
    process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ""} --inspect-port=0`;
    const stack = await startDemoStack({
      ...options,
      portalPort: await findFreeBase([0]),
      machinePort: await findFreeBase([0]),
      sandboxPort: await findFreeBase(SANDBOX_OFFSETS),
      fresh: true,
    });
    const env = {
      ...process.env,
      E2E_PORTAL_URL: stack.portalUrl,
      E2E_SANDBOX_URL: stack.sandboxUrl,
      E2E_FOLDER: options.folder,
      E2E_PORTAL_PID: String(stack.children.find(({ name }) => name === PORTAL)?.pid),
    };
    return { env, stop: stack.stop };
  } finally {
    process.env = before;
  }
}

/** The journeys, half of them on each of two stacks: a test waits more than it computes. */
async function journeys(): Promise<Counts> {
  await provideChromium();
  const shares = filters.length > 0 ? ["1/1"] : ["1/2", "2/2"];
  const stacks: TestStack[] = [];
  try {
    for (const share of shares) {
      stacks.push(await startTestStack({ folder: `.data/e2e-${share.split("/")[0]}` }));
    }
    const counts = await Promise.all(
      stacks.map(async ({ env }, index) => {
        const name = `e2e-${index + 1}`;
        const done = await playwright("e2e", name, env, ["--shard", shares[index] ?? "1/1"]);
        if (filters.length > 0) return [done];
        // What all journeys of a stack have left behind is looked at when they are over.
        return [done, await playwright("afterwards", `afterwards-${index + 1}`, env)];
      }),
    );
    return sum(counts.flat());
  } finally {
    for (const stack of stacks) await stack.stop();
  }
}

/** The pages that only the development server has. */
async function styleGuide(): Promise<Counts> {
  await provideChromium();
  // With what an earlier run has kept of other sources, pages may reload over and over.
  rmSync(".next/dev", { recursive: true, force: true });
  const stack = await startTestStack({ folder: ".data/e2e-dev", dev: true });
  try {
    return await playwright("dev", "e2e-dev", stack.env);
  } finally {
    await stack.stop();
  }
}

/** A project of playwright.config.ts on a stack; `name` is that of its results. */
async function playwright(
  project: string,
  name: string,
  stackEnv: NodeJS.ProcessEnv,
  options: string[] = [],
): Promise<Counts> {
  const file = `${RESULTS}/${name}.json`;
  const env = {
    ...stackEnv,
    E2E_OUTPUT: `${RESULTS}/${name}`,
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  };
  const args = ["test", `--project=${project}`, "--reporter=list,json", ...options, ...filters];
  const running = { env, show: true, timeout: PART_MS };
  const { ok } = await runCommand("node_modules/.bin/playwright", args, running);
  return countPlaywright(file, ok);
}

function sum(counts: Counts[]): Counts {
  const total = { passed: 0, failed: 0 };
  for (const { passed, failed } of counts) {
    total.passed += passed;
    total.failed += failed;
  }
  return total;
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

const all: Counts[] = [];
const begun = performance.now();
rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });
for (const name of wanted.length > 0 ? wanted : Object.keys(PARTS)) {
  const part = PARTS[name];
  if (!part) {
    console.error(`There is no part "${name}". Parts: ${Object.keys(PARTS).join(", ")}`);
    process.exit(2);
  }
  const counts = await runPart(name, part);
  if (isStopping()) process.exit(130);
  all.push(counts);
}
const total = sum(all);
console.log(`\nAll parts took ${Math.round((performance.now() - begun) / 1000)} s`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
