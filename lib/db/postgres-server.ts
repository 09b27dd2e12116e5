import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import postgres from "postgres";
import type { ServerUser } from "./server-user";

const run = promisify(execFile);
const READY_MS = 20_000;
const STOP_MS = 15_000;

export type PostgresServer = {
  /** postgres://…@127.0.0.1:port/anteroom */
  url: string;
  dataDir: string;
  pid: number;
  /** Fast shutdown: running transactions are rolled back, everything is written. May be called twice. */
  stop(): Promise<void>;
};

type ServerOptions = {
  /** Folder with initdb and postgres. */
  binDir: string;
  /** Its parent must exist and be enterable for `user`. */
  dataDir: string;
  /** A free one is taken when it is missing. */
  port?: number;
  /** Null: run as who we are. */
  user: ServerUser | null;
};

/**
 * Makes a cluster in `dataDir` when there is none, and runs its server on loopback with a password.
 * Recovers by itself after a crash. Throws when another server owns the folder.
 */
export async function startPostgresServer(options: ServerOptions): Promise<PostgresServer> {
  const { binDir, dataDir, user } = options;
  const identity = user ? { uid: user.uid, gid: user.gid } : {};
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await chmod(dataDir, 0o700);
  if (user) await chown(dataDir, user.uid, user.gid);
  const passwordFile = `${dataDir}.password`;
  if (!existsSync(join(dataDir, "PG_VERSION"))) await initialise();
  const password = (await readFile(passwordFile, "utf8")).trim();
  await takeOverData(dataDir);
  await writeFile(`${dataDir}.starter`, `${process.pid}\n`);
  const port = options.port ?? (await freePort());
  const child = spawn(
    join(binDir, "postgres"),
    [
      "-D",
      dataDir,
      "-p",
      String(port),
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      "unix_socket_directories=",
    ],
    // A group of its own: Ctrl-C would stop it before the programs that still use it.
    { ...identity, cwd: dataDir, detached: true, stdio: ["ignore", "ignore", "pipe"] },
  );
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4000);
  });
  const address = `postgres://anteroom:${password}@127.0.0.1:${port}`;
  try {
    await untilReady(child, `${address}/postgres`, () => log);
    await createDatabase(`${address}/postgres`);
  } catch (thrown) {
    child.kill("SIGQUIT");
    throw thrown;
  }
  return {
    url: `${address}/anteroom`,
    dataDir,
    pid: child.pid ?? 0,
    stop: () => stop(child),
  };

  async function initialise(): Promise<void> {
    const secret = randomBytes(24).toString("base64url");
    await writeFile(passwordFile, `${secret}\n`, { mode: 0o600 });
    if (user) await chown(passwordFile, user.uid, user.gid);
    try {
      await run(
        join(binDir, "initdb"),
        [
          "-D",
          dataDir,
          "-U",
          "anteroom",
          "-E",
          "UTF8",
          "--locale=C",
          "-A",
          "scram-sha-256",
          `--pwfile=${passwordFile}`,
        ],
        { ...identity, cwd: dataDir },
      );
    } catch (cause) {
      await rm(dataDir, { recursive: true, force: true });
      throw new Error("the database folder could not be made", { cause });
    }
  }
}

/** The address of the server that owns the cluster in `dataDir`; null when none runs. */
export async function findPostgresServer(dataDir: string): Promise<string | null> {
  const pid = await readPid(join(dataDir, "postmaster.pid"));
  if (pid === null || !isAlive(pid)) return null;
  // Source: PostgreSQL, src/include/utils/pidfile.h: the fourth line is the port.
  const port = (await readFile(join(dataDir, "postmaster.pid"), "utf8")).split("\n")[3]?.trim();
  const password = (await readFile(`${dataDir}.password`, "utf8")).trim();
  return `postgres://anteroom:${password}@127.0.0.1:${port}/anteroom`;
}

/**
 * postgres itself clears a lock file whose process is gone. A server that still runs is refused with
 * a clear message, unless the process that started it is gone (it was killed): then it is stopped.
 */
async function takeOverData(dataDir: string): Promise<void> {
  const pid = await readPid(join(dataDir, "postmaster.pid"));
  if (pid === null) return;
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  if (!command.includes(dataDir)) return;
  const starter = await readPid(`${dataDir}.starter`);
  if (starter === null || isAlive(starter)) {
    throw new Error(`another process (${pid}) uses the database in ${dataDir}: stop it first`);
  }
  process.kill(pid, "SIGINT");
  for (const end = Date.now() + STOP_MS; isAlive(pid) && Date.now() < end;) await sleep(50);
}

async function readPid(file: string): Promise<number | null> {
  const text = await readFile(file, "utf8").catch(() => "");
  return Number(text.split("\n")[0]) || null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && "code" in thrown && thrown.code === "EPERM";
  }
}

async function untilReady(child: ChildProcess, url: string, log: () => string): Promise<void> {
  const end = Date.now() + READY_MS;
  while (Date.now() < end) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const sql = postgres(url, {
      max: 1,
      connect_timeout: 2,
      fetch_types: false,
      onnotice: () => {},
    });
    try {
      await sql`select 1`;
      return;
    } catch {
      await sleep(50);
    } finally {
      await sql.end({ timeout: 0 });
    }
  }
  throw new Error(`the database server did not start:\n${log()}`);
}

async function createDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, fetch_types: false, onnotice: () => {} });
  try {
    const found = await sql`select 1 from pg_database where datname = 'anteroom'`;
    if (found.length === 0) await sql`create database anteroom`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGINT");
  const isStopped = await Promise.race([
    ended.then(() => true),
    sleep(STOP_MS, false, { ref: false }),
  ]);
  if (isStopped) return;
  child.kill("SIGQUIT");
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
