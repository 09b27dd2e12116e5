import { randomBytes } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import net, { type AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import postgres from "postgres";
import { loadKeyRing } from "@/lib/crypto/key-ring";
import { checkKeys } from "@/lib/db/check-keys";
import { createTestDatabase, type TestDatabase } from "@/lib/db/testing";
import { readEnv } from "@/lib/env";
import { quarantine, release } from "@/lib/settings/quarantine";
import { testContext } from "@/lib/context.testing";
import { runJobs, type Jobs } from "@/lib/jobs/run-jobs";
import { createLogger } from "@/lib/logger";
import { openClio } from "@/lib/testing/clio";
import { checkHouse } from "./check-house";

const key = () => `k1:${randomBytes(32).toString("base64")}`;
const KEYS = key();
const CLOSED = "127.0.0.1:9";
let test: TestDatabase;
let clio: Awaited<ReturnType<typeof openClio>>;
let jobs: Jobs;
const servers: (Server | net.Server)[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
  clio = await openClio();
  await checkKeys(test.db, loadKeyRing(KEYS));
  jobs = await atWork();
});
afterAll(async () => {
  for (const server of servers) server.close();
  await jobs.stop();
  await clio.close();
  await test.close();
});

const atWork = () =>
  runJobs({ url: test.url, name: "test", lanes: [], log: createLogger("test", "silent") });

async function listen(server: Server | net.Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
const web = (listener: RequestListener) => listen(createServer(listener));

/** What is not well in a house that differs from a good one in these variables. */
async function troublesOf(variables: Record<string, string> = {}) {
  const env = readEnv({
    ...clio.origins,
    DATABASE_URL: test.url,
    PORTAL_KEYS: KEYS,
    NEXTAUTH_SECRET: KEYS,
    SMTP_URL: `smtp://127.0.0.1:${clio.sandbox.smtpPort}`,
    ...variables,
  });
  const findings = await checkHouse(env);
  for (const { verdict, todo } of findings) expect(Boolean(todo)).toBe(verdict !== "ok");
  expect(JSON.stringify(findings)).not.toContain(KEYS.slice(3));
  return findings
    .filter(({ verdict }) => verdict !== "ok")
    .map(({ verdict, what }) => `${verdict}: ${what}`);
}
const only = (words: RegExp): unknown[] => [expect.stringMatching(words)];

it("finds nothing wrong with a house where all is well", async () => {
  expect(await troublesOf()).toEqual([]);
});

it("names the database that is away, and looks at the rest all the same", async () => {
  const url = Object.assign(new URL(test.url), { host: CLOSED }).href;
  expect(await troublesOf({ DATABASE_URL: url })).toEqual(
    only(/^broken: The database does not answer/),
  );
});

it("SEC-3.4 names a table that shows every firm’s rows, and a user who may be no role of ours", async () => {
  const admin = postgres(test.url, { max: 1, onnotice: () => {} });
  await admin`alter table grants no force row level security`;
  expect(await troublesOf()).toEqual(only(/^broken: The table grants shows every firm’s rows/));
  await admin`alter table grants force row level security`;
  const name = `nobody_${randomBytes(6).toString("hex")}`;
  await admin.unsafe(`create role ${name} login password 'x'`);
  await admin.unsafe(`grant select on all tables in schema public, drizzle, pgboss to ${name}`);
  await admin.unsafe(`grant usage on schema drizzle, pgboss to ${name}`);
  const url = Object.assign(new URL(test.url), { username: name, password: "x" }).href;
  expect(await troublesOf({ DATABASE_URL: url })).toEqual(
    only(/^broken: The user of DATABASE_URL may act as none of the portal’s roles/),
  );
  await admin.unsafe(`drop owned by ${name}; drop role ${name}`).simple();
  await admin.end();
});

it("names the migration that is missing", async () => {
  const admin = postgres(test.url, { max: 1, onnotice: () => {} });
  const name = `bare_${randomBytes(6).toString("hex")}`;
  await admin.unsafe(`create database ${name}`);
  const url = Object.assign(new URL(test.url), { pathname: `/${name}` }).href;
  expect(await troublesOf({ DATABASE_URL: url })).toEqual(only(/^broken: migration 0000/));
  await admin.unsafe(`drop database ${name} with (force)`);
  await admin.end();
});

it("SE-07 tells a wrong key, a missing one and keys that cannot be read", async () => {
  expect(await troublesOf({ PORTAL_KEYS: key() })).toEqual(
    only(/^broken: The keys are not .*key k1 is not the key of that name/),
  );
  expect(await troublesOf({ PORTAL_KEYS: key().replace("k1", "k2") })).toEqual(
    only(/^broken: The keys are not .*has no key k1/),
  );
  expect(await troublesOf({ PORTAL_KEYS: "", PORTAL_KEYS_FILE: "/nowhere/keys" })).toEqual(
    only(/^broken: No keys: .*there is no such file/),
  );
});

it("names a mail server that is away, one that refuses our password, and no other trouble", async () => {
  expect(await troublesOf({ SMTP_URL: `smtp://${CLOSED}` })).toEqual(
    only(/^broken: The mail server does not answer/),
  );
  const port = await listen(
    net.createServer((socket) => {
      socket.on("error", () => {});
      socket.write("220 mail.anteroom.test\r\n");
      socket.on("data", (data) => {
        const isHello = data.toString().startsWith("EHLO");
        socket.write(isHello ? "250-mail\r\n250 AUTH PLAIN\r\n" : "535 no\r\n");
      });
    }),
  );
  const url = `smtp://portal:hunter2@127.0.0.1:${port}`;
  const troubles = await troublesOf({ SMTP_URL: url });
  expect(troubles).toEqual(only(/^broken: .* refuses our name or password/));
  expect(troubles.join()).not.toContain("hunter2");
});

it("names a host of Clio's that is away, one that fails, and one whose clock differs", async () => {
  expect(await troublesOf({ CLIO_ORIGIN_EU: `http://${CLOSED}` })).toEqual(
    only(/^broken: Clio does not answer at 127\.0\.0\.1:9/),
  );
  const failing = await web((_request, response) => response.writeHead(503).end());
  expect(await troublesOf({ CLIO_ORIGIN_EU: `http://127.0.0.1:${failing}` })).toEqual(
    only(/^warning: Clio answers at .* with 503/),
  );
  const late = await web((_request, response) => {
    response.setHeader("date", new Date(Date.now() - 120_000).toUTCString()).end();
  });
  expect(await troublesOf({ CLIO_ORIGIN_AU: `http://127.0.0.1:${late}` })).toEqual(
    only(/^warning: This machine’s clock and that of .* differ by 1[12]\d s/),
  );
});

it("names the worker that is gone and the jobs that wait for it", async () => {
  await jobs.stop();
  expect(await troublesOf()).toEqual(only(/^broken: No worker is at work; 0 jobs wait/));
  jobs = await atWork();
  const ctx = testContext(test.db);
  await ctx.db.transaction((tx) =>
    ctx.jobs.send(tx, "mail", [{ data: { mailId: "none" }, key: "none" }]),
  );
  await ctx.db.query((db) =>
    db.execute(sql`update pgboss.job set start_after = now() - interval '5 minutes'`),
  );
  expect(await troublesOf()).toEqual(only(/^warning: The oldest of 1 jobs has waited 30\d s/));
  await ctx.db.query((db) => db.execute(sql`delete from pgboss.job`));
});

it("says that the house is in quarantine, and why", async () => {
  const ctx = testContext(test.db);
  await quarantine(ctx, "restored from a backup");
  await quarantine(ctx, "a second reason");
  expect(await troublesOf()).toEqual(
    only(/^warning: The portal is in quarantine: restored from a backup/),
  );
  expect(await release(ctx)).toBe(true);
  expect(await release(ctx)).toBe(false);
  expect(await troublesOf()).toEqual([]);
});
