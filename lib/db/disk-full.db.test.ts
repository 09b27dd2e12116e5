import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { openDatabase } from "./client";
import { startEmbeddedPostgres } from "./embedded";
import type { PostgresServer } from "./postgres-server";

const VOLUME_MB = 256;
const ROW_BYTES = 200_000;
const MOST_ROWS = 500;

let volume: string;
let isMounted = false;
let server: PostgresServer;

/** A small volume of memory; only root may make one. */
beforeAll(async () => {
  volume = mkdtempSync(join(tmpdir(), "anteroom-full-"));
  chmodSync(volume, 0o711);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${VOLUME_MB}m`, "tmpfs", volume]);
    isMounted = true;
  } catch {
    return;
  }
  mkdirSync(join(volume, "data"), { mode: 0o711 });
  server = await startEmbeddedPostgres({ dataDir: join(volume, "data", "postgres") });
});
afterAll(async () => {
  if (isMounted) {
    await server.stop();
    execFileSync("umount", [volume]);
  }
  rmSync(volume, { recursive: true, force: true });
});

const ballast = () => join(volume, "ballast");
function fill(): void {
  const { bavail, bsize } = statfsSync(volume);
  writeFileSync(ballast(), Buffer.alloc(bavail * bsize));
}

it("R-28 a full disk: reading goes on, writing fails with a name, and it heals when there is room", async (test) => {
  test.skip(!isMounted, "only root may mount a small volume");
  const database = openDatabase({ url: server.url });
  const db = database.scoped({ kind: "system", name: "test" });
  const write = () =>
    db.transaction((tx) =>
      tx.execute(
        sql`insert into rows (text) values (repeat(md5(random()::text), ${ROW_BYTES / 32}))`,
      ),
    );
  const count = async () => {
    const [row] = await db.query((q) =>
      q.execute<{ n: number }>(sql`select count(*)::int as n from rows`),
    );
    return row?.n ?? -1;
  };
  await db.query((q) => q.execute(sql`create table rows (text text)`));
  await db.query((q) => q.execute(sql`alter table rows alter column text set storage external`));
  await write();
  fill();

  const writeUntilFull = async () => {
    for (let stored = 1; stored < MOST_ROWS; stored += 1) {
      try {
        await write();
      } catch (thrown) {
        return { stored, code: thrown instanceof AppError ? thrown.code : String(thrown) };
      }
    }
    return { stored: MOST_ROWS, code: "the disk was never full" };
  };
  const { stored, code } = await writeUntilFull();
  expect(code).toBe("unavailable");
  expect(await count()).toBe(stored);

  rmSync(ballast());
  await write();
  expect(await count()).toBe(stored + 1);
  await database.close();
});
