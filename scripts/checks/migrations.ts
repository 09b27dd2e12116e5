import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../run-command";

const FOLDER = "drizzle";

/** Whether the tables in code differ from the migrations: generates into a copy, which must stay
 * as it was. */
export async function findPendingMigrations(root: string): Promise<string[]> {
  await mkdir(join(root, ".data"), { recursive: true });
  // drizzle-kit takes relative folders only, so the copy lies inside the repository.
  const copy = await mkdtemp(join(root, ".data", "migrations-"));
  try {
    await cp(join(root, FOLDER), copy, { recursive: true }).catch(() => undefined);
    const before = new Set(await readdir(copy));
    const { ok, output } = await runCommand(
      join(root, "node_modules/.bin/drizzle-kit"),
      [
        "generate",
        "--dialect=postgresql",
        "--schema=./lib/db/schema/index.ts",
        `--out=./${copy.slice(root.length + 1)}`,
        "--name=pending",
      ],
      { cwd: root },
    );
    if (!ok) return [output.trim()];
    const added = (await readdir(copy)).filter((name) => !before.has(name));
    return added.map((name) => `The tables have changed; a migration is missing (like ${name}).`);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
