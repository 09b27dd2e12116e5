import { mkdtempSync, rmSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { openDatabase } from "@/lib/db/client";
import { startEmbeddedPostgres } from "@/lib/db/embedded";
import { AppError } from "@/lib/errors";

const WRITERS = 8;
const HANGS_MS = 120_000;

export type Restarts = {
  /** How the writers were answered, each answer once. */
  answers: Set<string>;
  /** Pairs of which one half is stored. */
  halves: number;
  /** Pairs that were answered as stored, and are not. */
  lost: number;
  /** From a restart to the first pair that is stored after it, at most. */
  slowestMs: number;
};

/** kills a server of its own so many times while writers store pairs, each in one transaction. */
export async function runRestarts(times: number): Promise<Restarts> {
  const folder = mkdtempSync(join(tmpdir(), "anteroom-restart-"));
  await chmod(folder, 0o711);
  const dataDir = join(folder, "postgres");
  let server = await startEmbeddedPostgres({ dataDir });
  const port = Number(new URL(server.url).port);
  const restart = async () => {
    process.kill(server.pid, "SIGQUIT");
    await server.stop();
    server = await startEmbeddedPostgres({ dataDir, port });
  };
  const database = openDatabase({ url: server.url });
  try {
    return await storePairs(database.scoped({ kind: "system", name: "restarts" }), times, restart);
  } finally {
    await database.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Db = ReturnType<ReturnType<typeof openDatabase>["scoped"]>;

async function storePairs(db: Db, times: number, restart: () => Promise<void>): Promise<Restarts> {
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
  let slowestMs = 0;
  try {
    for (let round = 0; round < times; round += 1) {
      await sleep(100);
      await restart();
      slowestMs = Math.max(slowestMs, await untilStored(stored));
    }
  } finally {
    over.abort();
    await Promise.all(writers);
  }
  const rows = await db.query((handle) =>
    handle.execute<{ number: number; halves: number }>(
      sql`select number, count(*)::int as halves from pairs group by number`,
    ),
  );
  const found = new Set(rows.map(({ number }) => number));
  return {
    answers,
    halves: rows.filter(({ halves }) => halves !== 2).length,
    lost: [...stored].filter((number) => !found.has(number)).length,
    slowestMs,
  };
}

/** Milliseconds until one more pair is stored. */
async function untilStored(stored: Set<number>): Promise<number> {
  const begun = performance.now();
  const before = stored.size;
  while (stored.size === before) {
    if (performance.now() - begun > HANGS_MS) throw new Error("nothing is stored any more");
    await sleep(10);
  }
  return performance.now() - begun;
}
