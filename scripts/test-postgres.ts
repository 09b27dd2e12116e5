import { chmodSync, existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { startEmbeddedPostgres } from "@/lib/db/embedded";
import { startPostgresServer } from "@/lib/db/postgres-server";
import { findServerUser } from "@/lib/db/server-user";
import { installDebianPackages } from "./debian";
import { removeData } from "./database";
import { Stop } from "./progress";

const DEBIAN_BINARIES = "/usr/lib/postgresql/15/bin";

/**
 * A fresh server of that kind; its data is gone when it stops. Where the server itself is never killed,
 * commits need not wait for the disk (`isRelaxed`).
 */
export async function startTestPostgres(
  kind: "embedded" | "debian",
  { isRelaxed = false }: { isRelaxed?: boolean } = {},
): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "anteroom-test-"));
  // The server's own user must be able to pass through.
  chmodSync(folder, 0o711);
  const dataDir = join(folder, "postgres");
  const server = await (kind === "embedded"
    ? startEmbeddedPostgres({ dataDir })
    : startDebian(dataDir));
  if (isRelaxed) await relax(server.url);
  return {
    url: server.url,
    async stop() {
      await server.stop();
      removeData(folder);
    },
  };
}

async function relax(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  try {
    await sql`alter system set synchronous_commit = off`;
    await sql`select pg_reload_conf()`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function startDebian(dataDir: string) {
  const isThere = () => existsSync(join(DEBIAN_BINARIES, "postgres"));
  if (!isThere()) await installDebianPackages("postgresql-15");
  if (!isThere()) {
    throw new Stop(
      "PostgreSQL 15 is not on this machine and could not be installed; on Debian: apt-get install postgresql-15",
    );
  }
  const user = await findServerUser();
  return startPostgresServer({ binDir: DEBIAN_BINARIES, dataDir, user });
}
