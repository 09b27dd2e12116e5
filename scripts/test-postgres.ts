import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chmod } from "node:fs/promises";
import { startEmbeddedPostgres } from "@/lib/db/embedded";
import { startPostgresServer } from "@/lib/db/postgres-server";
import { findServerUser } from "@/lib/db/server-user";
import { installDebianPackages } from "./debian";
import { removeData } from "./database";
import { Stop } from "./progress";

const DEBIAN_BINARIES = "/usr/lib/postgresql/15/bin";

/** Runs `work` with a fresh server of that kind; its data is gone afterwards. */
export async function withPostgres<T>(
  kind: "embedded" | "debian",
  work: (url: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "anteroom-test-"));
  await chmod(folder, 0o711);
  const dataDir = join(folder, "postgres");
  const server = await (kind === "embedded"
    ? startEmbeddedPostgres({ dataDir })
    : startDebian(dataDir));
  try {
    return await work(server.url);
  } finally {
    await server.stop();
    removeData(folder);
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
