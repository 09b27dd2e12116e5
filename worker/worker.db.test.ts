import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Context } from "@/lib/context";
import { testContext } from "@/lib/context.testing";
import { createTestDatabase, type TestDatabase } from "@/lib/db/testing";
import { recordEvent } from "@/lib/events/record-event";
import { openReceiver } from "@/lib/testing/receiver";
import { createEndpoint } from "@/lib/webhooks/create-endpoint";
import { bundle } from "@/scripts/bundle";
import { kill, seedConnections } from "@/scripts/soak/bed";

const COUNT = 120;
const STOPS = 3;

let test: TestDatabase;
let ctx: Context;
let provider: ChildProcess;
let origin: string;

beforeAll(async () => {
  await bundle();
  provider = fork("scripts/soak/provider.mjs", ["100"]);
  const [{ port }] = (await once(provider, "message")) as [{ port: number }];
  origin = `http://127.0.0.1:${port}`;
  test = await createTestDatabase();
  ctx = testContext(test.db, undefined, { CLIO_ORIGIN_US: origin });
  await seedConnections(ctx, COUNT);
});
afterAll(async () => {
  await kill(provider, "SIGKILL");
  await test.close();
});

async function startWorker(): Promise<ChildProcess> {
  const worker = fork("dist/worker.mjs", [], {
    stdio: "inherit",
    env: {
      ...process.env,
      NODE_ENV: "production",
      DATABASE_URL: test.url,
      PORTAL_KEYS: ctx.env.PORTAL_KEYS?.reveal(),
      NEXTAUTH_SECRET: ctx.env.NEXTAUTH_SECRET.reveal(),
      SMTP_URL: "smtp://127.0.0.1:9",
      CLIO_ORIGIN_US: origin,
      WEBHOOKS_ALLOW_PRIVATE: "on",
      LOG_LEVEL: "silent",
    },
  });
  await once(worker, "message");
  return worker;
}

const makeDue = () =>
  ctx.db.query((db) =>
    db.execute(sql`update grants set refreshed_at = null, refresh_outcome = null, lease_until = null,
      access_issued_at = now() - interval '100 hours', access_expires_at = now() + interval '10 hours',
      refresh_due_at = now() - interval '10 hours', identity_due_at = null, probes_due_at = null`),
  );
const refreshed = async () => {
  const [row] = await ctx.db.query((db) =>
    db.execute<{ n: number }>(
      sql`select count(*)::int as n from grants where refresh_outcome = 'refreshed'`,
    ),
  );
  return row?.n ?? 0;
};
const counts = async () =>
  (await (await fetch(`${origin}/counts`)).json()) as { tokens: number; most: number };

it("R-21 everything that is due is renewed exactly once by two workers", async () => {
  await fetch(`${origin}/reset`);
  await makeDue();
  const workers = await Promise.all([startWorker(), startWorker()]);
  await vi.waitFor(async () => expect(await refreshed()).toBe(COUNT), 90_000);
  expect(await counts()).toEqual({ tokens: COUNT, most: 1 });
  expect(await Promise.all(workers.map((worker) => kill(worker, "SIGTERM")))).toEqual([0, 0]);
});

it("R-04 a worker that is told to stop under load ends its work and goes; nothing is lost, nothing twice", async () => {
  await fetch(`${origin}/reset`);
  await makeDue();
  for (let stop = 0; stop < STOPS; stop += 1) {
    const worker = await startWorker();
    const before = await refreshed();
    await vi.waitFor(async () => expect(await refreshed()).toBeGreaterThan(before), 60_000);
    expect(await kill(worker, "SIGTERM")).toBe(0);
    const [leased] = await ctx.db.query((db) =>
      db.execute<{ n: number }>(
        sql`select count(*)::int as n from grants where lease_until is not null`,
      ),
    );
    expect(leased?.n).toBe(0);
    if ((await refreshed()) === COUNT) await makeDue();
  }
  const last = await startWorker();
  await vi.waitFor(async () => expect(await refreshed()).toBe(COUNT), 90_000);
  await kill(last, "SIGTERM");
});

it("R-04 a message that a killed worker was sending is sent by the next one, with the same id", async () => {
  const receiver = await openReceiver();
  const admin = testContext(
    test.db,
    { kind: "staff", personId: "person_1", role: "admin", sessionId: "ses_1" },
    { WEBHOOKS_ALLOW_PRIVATE: "on" },
  );
  const { secret } = await createEndpoint(admin, {
    name: "Sync service",
    url: receiver.url,
    integrationId: null,
    kinds: ["connection.reauthorized"],
  });
  receiver.answerWith(() => {});
  const killed = await startWorker();
  await ctx.db.transaction(async (tx) => {
    const [firm] = await tx.execute<{ id: string }>(sql`select id from firms limit 1`);
    const event = { kind: "connection.connected", firmId: firm?.id ?? "" } as const;
    await recordEvent(tx, ctx, { ...event, data: { replaced: true } });
  });
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1), 60_000);
  await kill(killed, "SIGKILL");
  receiver.answerWith(204);
  // As if the time of its claim were over.
  await ctx.db.query((db) => db.execute(sql`update webhook_deliveries set next_try_at = now()`));
  const next = await startWorker();
  const states = () =>
    ctx.db.query((db) =>
      db.execute<{ state: string; tries: number }>(
        sql`select state, tries from webhook_deliveries`,
      ),
    );
  await vi.waitFor(
    async () => expect([...(await states())]).toEqual([{ state: "delivered", tries: 2 }]),
    90_000,
  );
  const [first, second, ...more] = receiver.verified(secret.reveal());
  expect(second).toEqual(first);
  expect(more).toEqual([]);
  await kill(next, "SIGTERM");
  await receiver.close();
});
