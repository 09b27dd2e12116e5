// `npm run start:web`, `start:worker`, `start:machine`: one program alone, in this very process, as an
// orchestrator wants it. It needs a build and a database that is migrated, and starts neither.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LEAST_NODE = [22, 12];

const [name = ""] = process.argv.slice(2);
if (!["web", "worker", "machine"].includes(name)) fail("Name a program: web, worker or machine.");
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1])) {
  fail(`This is Node ${process.versions.node}; the portal needs ${LEAST_NODE.join(".")} or newer.`);
}
const program = join(ROOT, "dist", `${name}.mjs`);
const parts = name === "web" ? [program, join(ROOT, ".next", "BUILD_ID")] : [program];
if (!parts.every((part) => existsSync(part))) fail("Nothing is built yet: npm run build");

process.chdir(ROOT);
process.env.NODE_ENV ??= "production";
await import(pathToFileURL(program).href);

function fail(message) {
  console.error(message);
  process.exit(1);
}
