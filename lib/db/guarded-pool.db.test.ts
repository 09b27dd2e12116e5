import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { openDatabase, type Database, type Queryable, type ScopedDb } from "./client";
import { startChaosProxy, type ChaosProxy } from "./proxy.testing";
import { createTestDatabase, type TestDatabase } from "./testing";

const SYSTEM = { kind: "system", name: "test" } as const;
const DEADLINE_MS = 700;
let test: TestDatabase;
let direct: ScopedDb;
let proxy: ChaosProxy | null = null;
let opened: Database[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
  direct = test.owner;
  await direct.query((db) => db.execute(sql`create table marks (word text primary key)`));
});
afterEach(async () => {
  proxy?.stop();
  proxy = null;
  await Promise.all(opened.map((db) => db.close()));
  opened = [];
});
afterAll(() => test.close());

function open(more: Partial<Parameters<typeof openDatabase>[0]> = {}): ScopedDb {
  const db = openDatabase({ url: test.url, queryDeadlineMs: DEADLINE_MS, ...more });
  opened.push(db);
  return db.scoped(SYSTEM);
}
async function throughProxy(more: Partial<Parameters<typeof openDatabase>[0]> = {}) {
  proxy = await startChaosProxy(test.url);
  return { db: open({ url: proxy.url, ...more }), proxy };
}
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (thrown: unknown) => (thrown instanceof AppError ? thrown.code : String(thrown)),
  );
const mark = (tx: Queryable, word: string) =>
  tx.execute(sql`insert into marks (word) values (${word})`);
const marks = async (like: string) => {
  const rows = await direct.query((db) =>
    db.execute<{ word: string }>(sql`select word from marks where word like ${like}`),
  );
  return rows.map(({ word }) => word);
};
const one = (db: ScopedDb) => db.query((handle) => handle.execute(sql`select 1`));
const heals = (db: ScopedDb) =>
  expect.poll(() => codeOf(one(db)), { timeout: 45_000 }).toBe("done");

describe("R-18 a guarded connection", () => {
  it("stores nothing of a transaction whose backend was killed, before or after the kill", async () => {
    const db = open({ maxConnections: 2 });
    for (let round = 0; round < 20; round += 1) {
      const lost = db.transaction(async (tx) => {
        await mark(tx, `kill-${round}-before`);
        const [row] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
        await direct.query((other) =>
          other.execute(sql`select pg_terminate_backend(${row?.pid ?? 0})`),
        );
        await mark(tx, `kill-${round}-after`).catch(() => {});
        await mark(tx, `kill-${round}-last`);
      });
      expect(await codeOf(lost)).toBe("unavailable");
    }
    await heals(db);
    expect(await marks("kill-%")).toEqual([]);
  });

  it("gives a half-open socket up at the deadline and goes on with new ones", async () => {
    const { db, proxy: line } = await throughProxy();
    await one(db);
    line.mode = "silent";
    expect(await codeOf(one(db))).toBe("unavailable");
    const inside = db.transaction((tx) => mark(tx, "half-open"));
    expect(await codeOf(inside)).toBe("unavailable");
    line.mode = "forward";
    await heals(db);
    expect(await marks("half-open")).toEqual([]);
  });

  it("connects a bounded number of times to a server that closes at the start, and heals", async () => {
    const { db, proxy: line } = await throughProxy();
    line.mode = "close";
    const started = performance.now();
    const answers = await Promise.all(Array.from({ length: 20 }, () => codeOf(one(db))));
    expect(new Set(answers)).toEqual(new Set(["unavailable"]));
    const seconds = (performance.now() - started) / 1000;
    expect(line.connects).toBeLessThanOrEqual(30 + 10 * (seconds + 1));
    line.mode = "forward";
    await heals(db);
  });
});

describe("R-19 a busy database", () => {
  it("tells who waits too long for a connection, and serves the next", async () => {
    const db = open({ maxConnections: 1, slotWaitMs: 100 });
    const free = Promise.withResolvers<void>();
    const holding = Promise.withResolvers<void>();
    const holder = db.transaction(async (tx) => {
      await mark(tx, "holder");
      holding.resolve();
      await free.promise;
    });
    await holding.promise;
    expect(await codeOf(one(db))).toBe("unavailable");
    free.resolve();
    await holder;
    expect(await codeOf(one(db))).toBe("done");
    expect(await marks("holder")).toEqual(["holder"]);
  });

  it("ends the wait for a lock within the deadline and keeps the pool", async () => {
    const db = open({ maxConnections: 2 });
    await direct.query((handle) => mark(handle, "locked"));
    const free = Promise.withResolvers<void>();
    const holding = Promise.withResolvers<void>();
    const holder = direct.transaction(async (tx) => {
      await tx.execute(sql`select 1 from marks where word = 'locked' for update`);
      holding.resolve();
      await free.promise;
    });
    await holding.promise;
    const waiting = db.query((handle) =>
      handle.execute(sql`delete from marks where word = 'locked'`),
    );
    expect(await codeOf(waiting)).toBe("unavailable");
    free.resolve();
    await holder;
    expect(await marks("locked")).toEqual(["locked"]);
  });

  it("tries a deadlock again, so that both get through", async () => {
    const db = open({ maxConnections: 4, queryDeadlineMs: 5000 });
    await direct.query(async (handle) => {
      await mark(handle, "dead-a");
      await mark(handle, "dead-b");
    });
    const both = Promise.withResolvers<void>();
    let inside = 0;
    let tries = 0;
    const take = (tx: Queryable, word: string) =>
      tx.execute(sql`select 1 from marks where word = ${word} for update`);
    const cross = (first: string, second: string) =>
      db.transaction(async (tx) => {
        tries += 1;
        await take(tx, first);
        if ((inside += 1) === 2) both.resolve();
        await both.promise;
        await take(tx, second);
      });
    const answers = [cross("dead-a", "dead-b"), cross("dead-b", "dead-a")];
    expect(await Promise.all(answers.map(codeOf))).toEqual(["done", "done"]);
    // Three, unless the one that was sent back takes its row again before the other has woken up.
    expect(tries).toBeGreaterThanOrEqual(3);
  });
});

describe("R-18 looks that share a connection", () => {
  const AT_ONCE = 40;
  const openLooks = (url = test.url) => {
    const db = openDatabase({ url, role: "anteroom_machine", queryDeadlineMs: DEADLINE_MS });
    opened.push(db);
    return db;
  };
  const look = (db: Database, value: number, seconds = 0) =>
    db.glance<{ value: number; pid: number }>(
      "select $1::int as value, pg_backend_pid() as pid, pg_sleep($2) is null as slept",
      [value, seconds],
    );
  const lookAtAll = (db: Database, seconds = 0) =>
    Promise.all(Array.from({ length: AT_ONCE }, (_, n) => look(db, n, seconds)));

  it("each get their own answer, on two connections", async () => {
    const rows = (await lookAtAll(openLooks())).flat();
    expect(rows.map(({ value }) => value)).toEqual(Array.from({ length: AT_ONCE }, (_, n) => n));
    expect(new Set(rows.map(({ pid }) => pid)).size).toBeLessThanOrEqual(2);
  });

  it("are all told when the backend is killed under them, and the next are served", async () => {
    const db = openLooks();
    const [first] = await look(db, 0);
    const asked = Array.from({ length: AT_ONCE }, (_, n) => look(db, n, 0.02));
    const codes = Promise.all(asked.map(codeOf));
    await direct.query((other) =>
      other.execute(sql`select pg_terminate_backend(${first?.pid ?? 0})`),
    );
    for (const code of await codes) expect(["done", "unavailable"]).toContain(code);
    expect(await codes).toContain("unavailable");
    const answered = await Promise.allSettled(asked);
    const wrong = answered.filter(
      (one, n) => one.status === "fulfilled" && one.value[0]?.value !== n,
    );
    expect(wrong).toEqual([]);
    await expect.poll(() => codeOf(lookAtAll(db)), { timeout: 45_000 }).toBe("done");
  });

  it("wait for no half-open socket longer than the deadline", async () => {
    proxy = await startChaosProxy(test.url);
    const db = openLooks(proxy.url);
    await look(db, 0);
    proxy.mode = "silent";
    expect(await codeOf(lookAtAll(db))).toBe("unavailable");
    proxy.mode = "forward";
    await expect.poll(() => codeOf(lookAtAll(db)), { timeout: 45_000 }).toBe("done");
  });
});
