// Runs a task of package.json: `node scripts/run.mjs <task> [arguments]`.
// First it installs the packages when the lock has changed since the last time, then it starts the
// task on the Node that the packages bring. Plain JavaScript without packages: on a fresh clone this
// file runs on the machine's own Node (20 or newer) with nothing installed.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, "node_modules");
const INSTALLED = join(MODULES, ".anteroom-lock");
const LEAST_NODE = [22, 12];

/** Tasks that are a tool's own command; every other task is the script of its name. */
const TOOLS = {
  format: ["oxfmt", "."],
  lint: ["oxlint"],
  types: ["tsc", "--noEmit", "-p", "."],
};

const [task, ...args] = process.argv.slice(2);
if (!task) fail("Name a task: node scripts/run.mjs <task>. package.json lists them.");

if (!isInstalled()) install();
await start();

function fail(message) {
  console.error(message);
  process.exit(1);
}

function lockMark() {
  const lock = readFileSync(join(ROOT, "package-lock.json"));
  const hash = createHash("sha256").update(lock).digest("hex");
  return `${hash} ${process.platform}-${process.arch}\n`;
}

function isInstalled() {
  return existsSync(INSTALLED) && readFileSync(INSTALLED, "utf8") === lockMark();
}

function isInModules(path) {
  return realpathSync(path).startsWith(realpathSync(MODULES) + sep);
}

/** PATH without the packages' own programs, which `npm run` has put in front. */
function machinePath() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.filter((folder) => !folder.includes("node_modules")).join(delimiter);
}

/** The machine's own Node. The one in node_modules is about to be replaced and must not install. */
function machineNode() {
  if (!existsSync(MODULES) || !isInModules(process.execPath)) return process.execPath;
  const named = machinePath()
    .split(delimiter)
    .map((folder) => join(folder, "node"));
  const outside = [process.env.npm_node_execpath, ...named].find(
    (path) => path && existsSync(path) && !isInModules(path),
  );
  return outside ?? fail("Installing needs a Node (20 or newer) of the machine's own on PATH.");
}

function install() {
  const node = machineNode();
  const env = { ...process.env, PATH: dirname(node) + delimiter + machinePath() };
  if (node !== process.execPath) {
    // `npm run` puts node_modules/.bin first, so this may be the Node being replaced: step aside.
    const again = spawnSync(node, process.argv.slice(1), { env, stdio: "inherit" });
    process.exit(again.status ?? 1);
  }
  console.log("Installing packages ...");
  const begun = Date.now();
  const npm = process.env.npm_execpath;
  const ci = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const done = npm?.endsWith(".js")
    ? spawnSync(node, [npm, ...ci], { cwd: ROOT, env, stdio: "inherit" })
    : spawnSync("npm", ci, { cwd: ROOT, env, stdio: "inherit" });
  if (done.status !== 0) fail("Installing the packages failed; the lines above say why.");
  writeFileSync(INSTALLED, lockMark());
  console.log(`Installing packages ... ${((Date.now() - begun) / 1000).toFixed(1)} s`);
}

/** The Node that the packages bring, or the machine's own where its platform has no package. */
function taskNode() {
  const own = join(MODULES, `node-${process.platform}-${process.arch}`, "bin", "node");
  if (existsSync(own)) return own;
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return process.execPath;
  return fail(
    `There is no Node package for ${process.platform}-${process.arch}, and this Node ` +
      `(${process.versions.node}) is older than ${LEAST_NODE.join(".")}. Install Node 24.`,
  );
}

async function start() {
  const node = taskNode();
  const env = {
    ...process.env,
    PATH: [dirname(node), join(MODULES, ".bin"), machinePath()].join(delimiter),
    NEXT_TELEMETRY_DISABLED: "1",
  };
  const command = TOOLS[task]
    ? [join(MODULES, ".bin", TOOLS[task][0]), ...TOOLS[task].slice(1)]
    : ["--import", "tsx", join(ROOT, "scripts", `${task}.ts`)];
  if (!existsSync(command.at(TOOLS[task] ? 0 : -1))) fail(`There is no task "${task}".`);

  const child = spawn(node, [...command, ...args], { cwd: ROOT, env, stdio: "inherit" });
  // A terminal's Ctrl-C reaches the child by itself; other signals come to this process alone.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on("error", (error) => fail(`The task could not start: ${error.message}`));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
}
