import { rmSync } from "node:fs";
import { findDangerousMigrations } from "./checks/dangerous-migrations";
import { findBrokenPaths } from "./checks/doc-paths";
import { findOldClientTypes } from "./client-types/current-types";
import { findPendingMigrations } from "./checks/migrations";
import { findRegistryAddresses, findUnsafePackages } from "./checks/packages";
import { runCommand } from "./run-command";

const ROOT = process.cwd();

/** Runs a tool; what it printed is the problem when it fails. */
async function tool(name: string, ...args: string[]): Promise<string[]> {
  const { ok, output } = await runCommand(`${ROOT}/node_modules/.bin/${name}`, args);
  return ok ? [] : [output.trim()];
}

/** Next writes the types of routes and of style imports: a fresh clone has none, and those of the
 * development server name routes that may be gone. */
async function types(): Promise<string[]> {
  rmSync(".next/dev/types", { recursive: true, force: true });
  const missing = await tool("next", "typegen");
  return missing.length > 0 ? missing : tool("tsc", "--noEmit", "-p", ".");
}

const CHECKS: [string, () => string[] | Promise<string[]>][] = [
  ["format", () => tool("oxfmt", "--check", ".")],
  ["lint", () => tool("oxlint")],
  ["types", types],
  ["unused code (knip)", () => tool("knip")],
  ["documented paths exist", () => findBrokenPaths(ROOT)],
  ["migrations beside a running portal", () => findDangerousMigrations(ROOT)],
  ["the client's types are current", () => findOldClientTypes()],
  ["no pending migration", () => findPendingMigrations(ROOT)],
  ["security floor", () => findUnsafePackages(ROOT)],
  ["lock without addresses", () => findRegistryAddresses(ROOT)],
];

let failed = 0;
for (const [name, find] of CHECKS) {
  const begun = performance.now();
  const problems = await find();
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${problems.length === 0 ? "ok    " : "FAILED"} ${name}  ${seconds} s`);
  if (problems.length === 0) continue;
  failed += 1;
  console.log(`${problems.join("\n")}\n`);
}
console.log(`${CHECKS.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
