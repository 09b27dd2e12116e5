import { globSync } from "node:fs";
import { basename } from "node:path";
import { runScript } from "./run-command";
import { isStopping } from "./progress";

// The long tests, each a script of its own that prints its figures and fails when one is not reached:
// `npm run soak`, or some of them by name: `npm run soak -- due kill`.

/** What the others share. */
const SHARED = new Set([
  "balancer",
  "bed",
  "callback",
  "fleet",
  "holding-proxy",
  "invariants",
  "kill-callback",
  "kill-refresh",
  "machine",
  "run-chaos",
  "run-migrations",
  "run-rolling",
  "run-restarts",
]);

const names = globSync("scripts/soak/*.ts")
  .map((file) => basename(file, ".ts"))
  .filter((name) => !SHARED.has(name) && !name.includes("."))
  .sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no soak ${unknown.join(", ")}. There are: ${names.join(", ")}.`);
  process.exit(2);
}

let failed = 0;
for (const name of wanted.length > 0 ? wanted : names) {
  if (isStopping()) process.exit(130);
  console.log(`\n== ${name}`);
  const begun = performance.now();
  const { ok } = await runScript(`scripts/soak/${name}.ts`, [], { show: true });
  if (!ok) failed += 1;
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  console.log(`== ${name}: ${ok ? "good" : "bad"}, ${seconds} s`);
}
console.log(`\n${failed === 0 ? "All is well" : `${failed} of them failed`}`);
process.exitCode = failed === 0 ? 0 : 1;
