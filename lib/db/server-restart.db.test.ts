import { mkdtempSync, rmSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { openDatabase } from "./client";
import { startEmbeddedPostgres } from "./embedded";
import type { PostgresServer } from "./postgres-server";

const RESTARTS = 20;
const WRITERS = 8;
const HANGS_MS = 60_000;
let folder: string;
let server: PostgresServer;

// A server of its own: restarting the shared one would end the neighbours' tests.
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "anteroom-restart-"));
  await chmod(folder, 0o711);
  server = await startEmbeddedPostgres({ dataDir: join(folder, "postgres") });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function restartImmediately(): Promise<void> {
  const port = Number(new URL(server.url).port);
  process.kill(server.pid, "SIGQUIT");
  await server.stop();
  server = await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), port });
}

it("R-17 keeps pairs whole and what was answered stored while the server dies under it", async () => {
  const database = openDatabase({ url: server.url });
  const db = database.scoped({ kind: "system", name: "test" });
  await db.query((handle) =>
    handle.execute(sql`create table pairs (number int not null, half text not null)`),
  );
  const stored = new Set<number>();
  const answers = new Set<string>();
  let next = 0;
  const over = new AbortController();
  const writer = async () => {
    while (!over.signal.aborted) {
      const number = (next += 1);
      try {
        await db.transaction(async (tx) => {
          await tx.execute(sql`insert into pairs values (${number}, 'left')`);
          await sleep(1);
          await tx.execute(sql`insert into pairs values (${number}, 'right')`);
        });
        stored.add(number);
        answers.add("stored");
      } catch (thrown) {
        answers.add(thrown instanceof AppError ? thrown.code : String(thrown));
        await sleep(20);
      }
    }
  };
  const writers = Array.from({ length: WRITERS }, writer);
  let slowest = 0;
  for (let round = 0; round < RESTARTS; round += 1) {
    await sleep(100);
    await restartImmediately();
    const healthy = performance.now();
    const before = stored.size;
    await expect
      .poll(() => stored.size, { timeout: HANGS_MS, interval: 10 })
      .toBeGreaterThan(before);
    slowest = Math.max(slowest, performance.now() - healthy);
  }
  over.abort();
  await Promise.all(writers);

  expect(answers).toEqual(new Set(["stored", "unavailable"]));
  const rows = await db.query((handle) =>
    handle.execute<{ number: number; halves: number }>(
      sql`select number, count(*)::int as halves from pairs group by number`,
    ),
  );
  expect(rows.filter(({ halves }) => halves !== 2)).toEqual([]);
  const found = new Set(rows.map(({ number }) => number));
  expect([...stored].filter((number) => !found.has(number))).toEqual([]);
  console.info(`${RESTARTS} restarts: healthy again after at most ${Math.round(slowest)} ms`);
  await database.close();
}, 600_000);
