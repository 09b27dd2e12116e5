import { existsSync, readFileSync } from "node:fs";
import { build } from "esbuild";

/** Our programs, each bundled into one plain file: they start in a fraction of the time. */
const PROGRAMS = {
  web: "web/index.ts",
  worker: "worker/index.ts",
  machine: "machine/index.ts",
  sandbox: "sandbox/index.ts",
  migrate: "scripts/migrate.ts",
  portal: "scripts/portal.ts",
};

/**
 * Packages of hundreds of small files, of which a program needs a few: read one by one they cost the
 * door's process a second and 140 MB at its start (docs/decisions/028-token-door.md).
 */
const TAKEN_IN = new Set(["drizzle-orm", "zod", "hono", "@hono/node-server"]);

function externalPackages(): string[] {
  const { dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  const all = { ...dependencies, ...devDependencies };
  return Object.keys(all).filter((name) => !TAKEN_IN.has(name));
}

/** Writes `dist/<program>.mjs`; other packages stay where npm has put them. */
export async function bundle(programs: Record<string, string> = PROGRAMS): Promise<void> {
  const present = Object.entries(programs).filter(([, file]) => existsSync(file));
  await build({
    entryPoints: Object.fromEntries(present),
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    external: externalPackages(),
    platform: "node",
    format: "esm",
    target: "node22",
    sourcemap: "linked",
    logLevel: "warning",
  });
}
