import { spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installDebianPackages } from "./debian";
import { Stop } from "./progress";
import { runCommand } from "./run-command";

const BINARIES = "/usr/lib/postgresql/15/bin";
const START_MS = 30_000;

/** The account Debian's package brings: PostgreSQL refuses to run as root. */
function account(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((one) => one.startsWith("postgres:"));
  const [, , uid, gid] = line?.split(":") ?? [];
  if (!uid || !gid) throw new Stop("There is no account postgres to run PostgreSQL 15 under.");
  return { uid: Number(uid), gid: Number(gid) };
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A fresh PostgreSQL 15 of Debian's on loopback; its data is gone when it stops. */
export async function startDebianPostgres(): Promise<{ url: string; stop: () => Promise<void> }> {
  if (!existsSync(join(BINARIES, "postgres"))) await installDebianPackages("postgresql-15");
  if (!existsSync(join(BINARIES, "postgres"))) {
    throw new Stop(
      "PostgreSQL 15 is not here and could not be installed; on Debian: apt-get install postgresql-15",
    );
  }
  const owner = account();
  const folder = mkdtempSync(join(tmpdir(), "anteroom-pg15-"));
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const options = { ...owner, cwd: folder, env: { ...process.env, LC_ALL: "C.UTF-8" } };
  const data = join(folder, "data");
  const made = await runCommand(
    join(BINARIES, "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"],
    options,
  );
  if (!made.ok) throw new Stop(`PostgreSQL 15 could not make its data:\n${made.output}`);

  const port = await freePort();
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 300,
  };
  const server = spawn(
    join(BINARIES, "postgres"),
    [
      "-D",
      data,
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    // A group of its own: Ctrl-C reaches the tests first, and they stop it.
    { ...options, detached: true, stdio: ["ignore", "ignore", "pipe"] },
  );
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let words = "";
    const timer = setTimeout(
      () => reject(new Stop(`PostgreSQL 15 did not start:\n${words}`)),
      START_MS,
    );
    server.stderr.setEncoding("utf8").on("data", (text: string) => {
      words = (words + text).slice(-4_000);
      if (!words.includes("ready to accept connections")) return;
      clearTimeout(timer);
      resolve();
    });
    server.once("exit", () => reject(new Stop(`PostgreSQL 15 ended at once:\n${words}`)));
  });
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      server.kill("SIGINT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
