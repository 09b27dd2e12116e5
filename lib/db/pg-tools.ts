import { execFile, spawn } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { AppError } from "@/lib/errors";

const run = promisify(execFile);

type Tool = { path: string; version: number };

/**
 * PostgreSQL's own program of that name on this machine, the newest: on PATH, or where Debian and
 * Homebrew put them. Null when there is none; the embedded server's package does not bring any.
 */
export async function findPgTool(name: "pg_dump" | "pg_restore"): Promise<Tool | null> {
  const onPath = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name));
  const installed = globSync([
    `/usr/lib/postgresql/*/bin/${name}`,
    `/opt/homebrew/opt/{libpq,postgresql@*}/bin/${name}`,
  ]);
  let newest: Tool | null = null;
  for (const path of [...onPath, ...installed].filter((one) => existsSync(one))) {
    const { stdout } = await run(path, ["--version"]).catch(() => ({ stdout: "" }));
    const version = Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1]);
    if (version > (newest?.version ?? 0)) newest = { path, version };
  }
  return newest;
}

/** Same as `findPgTool`, or throws `unavailable` with what to install. */
async function requirePgTool(name: "pg_dump" | "pg_restore"): Promise<Tool> {
  const tool = await findPgTool(name);
  if (tool) return tool;
  throw new AppError({
    code: "unavailable",
    message: `there is no ${name} on this machine: install PostgreSQL’s client programs (on Debian: apt-get install postgresql-client)`,
  });
}

/** A dump in pg_dump's own format as SQL; `done` rejects when it could not be read to its end. */
export async function dumpAsSql(file: string): Promise<{ sql: Readable; done: Promise<void> }> {
  const { path } = await requirePgTool("pg_restore");
  const child = spawn(path, ["--no-owner", "--no-privileges", "--file=-", file], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-500)));
  const done = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0
        ? resolve()
        : reject(
            new AppError({
              code: "invalid_input",
              message: `pg_restore refuses it: ${said.trim()}`,
            }),
          ),
    );
  });
  done.catch(() => {});
  return { sql: child.stdout, done };
}
