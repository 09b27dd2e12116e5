import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle";
import { explain, phase, Stop } from "./progress";
import { runCommand } from "./run-command";

const SOURCES = [
  "{app,components,lib,web,worker,machine,sandbox,public}/**/*",
  "*.{ts,js,mjs}",
  "{package-lock,tsconfig}.json",
  "scripts/{build,bundle,migrate,portal}.ts",
  "scripts/portal/**/*",
];
/** Written by Next itself, or no part of the product. */
const LEFT_OUT = /next-env\.d\.ts$|\.test\.tsx?$/;
const MARK = "dist/.sources";

/** One hash over everything that goes into a build. */
function sourceHash(): string {
  const hash = createHash("sha256").update(process.version);
  const files = globSync(SOURCES, { withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => `${entry.parentPath}/${entry.name}`);
  for (const path of paths.filter((one) => !LEFT_OUT.test(one)).sort())
    hash.update(path).update(readFileSync(path));
  return hash.digest("hex");
}

/** Builds the pages and bundles the programs. */
export async function build(): Promise<void> {
  const sources = sourceHash();
  const env = { ...process.env, NODE_ENV: "production" as const };
  const { ok, output } = await runCommand("node_modules/.bin/next", ["build"], { env });
  if (!ok) throw new Stop(`The build failed:\n${output}`);
  await bundle();
  mkdirSync("dist", { recursive: true });
  writeFileSync(MARK, sources);
}

/** Whether the last build was made from these very sources. */
export function isBuilt(): boolean {
  return (
    existsSync(".next/BUILD_ID") && existsSync(MARK) && readFileSync(MARK, "utf8") === sourceHash()
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await phase("Building", build).catch(explain);
}
