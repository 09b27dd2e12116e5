import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { randomBytes } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { checkAgain } from "@/lib/connection/check-again";
import { checkIdentity } from "@/lib/connection/check-identity";
import { refreshConnection } from "@/lib/connection/refresh-connection";
import { revokeRetired } from "@/lib/connection/revoke-retired";
import { startConnection } from "@/lib/connection/start-connection";
import { storeKeys } from "@/lib/applications/store-keys";
import type { Context } from "@/lib/context";
import { loadKeyRing } from "@/lib/crypto/key-ring";
import { checkKeys } from "@/lib/db/check-keys";
import { openDatabase } from "@/lib/db/client";
import { findPgTool } from "@/lib/db/pg-tools";
import { connections, events, grants, mails } from "@/lib/db/schema";
import { contentsOf } from "@/lib/db/testing";
import { queueHealth } from "@/lib/jobs/queue-health";
import { sendMail } from "@/lib/mail/send-mail";
import { isQuarantined, release } from "@/lib/settings/quarantine";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { startTestPostgres } from "@/scripts/test-postgres";
import { startWorker } from "@/worker/start-worker";
import { restoreBackup } from "./restore-backup";
import { verifyBackup } from "./verify-backup";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "anteroom-backup-"));
const dumps = { custom: join(folder, "house.dump"), plain: join(folder, "house.sql") };
const target = process.env.TEST_DATABASE_URL ?? "";
let source: Awaited<ReturnType<typeof startTestPostgres>>;
let house: House;
let firm: Awaited<ReturnType<House["firm"]>>;
let contents: Record<string, string>;

/** pg_dump is at most as old as the server that it reads: the house lives on Debian's, dumps go anywhere. */
beforeAll(async () => {
  source = await startTestPostgres("debian");
  process.env.TEST_DATABASE_URL = source.url;
  house = await openHouse();
  process.env.TEST_DATABASE_URL = target;
  await checkKeys(house.database, house.system.ring);
  firm = await house.firm({ name: "Hartley\u2028& Moss\t\\N" });
  await house.connect(firm);
  await dump("custom");
  await dump("plain");
  contents = await contentsOf(house.system.db);
});
afterAll(async () => {
  await house.close();
  await source.stop();
  rmSync(folder, { recursive: true });
});

async function dump(format: keyof typeof dumps) {
  const tool = await findPgTool("pg_dump");
  const { hostname, port, username, password, pathname } = new URL(house.url);
  const env = {
    ...process.env,
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: username,
    PGPASSWORD: password,
    PGDATABASE: pathname.slice(1),
  };
  await run(tool?.path ?? "pg_dump", [`--format=${format}`, `--file=${dumps[format]}`], { env });
}

type Restored = { ctx: Context };
/** Does `work` with an empty database on the server of the tests. */
async function withEmpty(work: (restored: Restored) => Promise<void>): Promise<void> {
  const name = `restored_${randomBytes(6).toString("hex")}`;
  const admin = postgres(target, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name}`);
  const url = Object.assign(new URL(target), { pathname: `/${name}` }).href;
  const database = openDatabase({ url });
  const env = {
    ...house.system.env,
    DATABASE_URL: url,
    PORTAL_STATE_FILE: join(folder, name),
    SMTP_URL: { reveal: () => `smtp://127.0.0.1:${house.sandbox.smtpPort}` },
  } as Context["env"];
  try {
    const db = database.scoped({ kind: "system", name: "test" });
    await work({ ctx: { ...house.system, db, env } });
  } finally {
    await database.close();
    await admin.unsafe(`drop database ${name} with (force)`);
    await admin.end();
  }
}
const leftBehind = async () => {
  const admin = postgres(target, { max: 1 });
  const rows = await admin`select 1 from pg_database where datname like 'anteroom_verify_%'`;
  await admin.end();
  return rows.length;
};
const onServer = (env: Context["env"]): Context["env"] => ({ ...env, DATABASE_URL: target });

it("R-26 restores both of pg_dump's formats row by row, and every secret of it opens", async () => {
  const here = { ...house.system, env: onServer(house.system.env) };
  const verified = await verifyBackup(here, dumps.custom);
  expect(verified.findings.filter(({ verdict }) => verdict !== "ok")).toEqual([]);
  expect(verified.findings.map(({ what }) => what)).toContainEqual(
    expect.stringMatching(/^([5-9]|\d\d) of \1 secrets open/),
  );
  expect(verified.counts).toMatchObject({ firms: 1, connections: 1, grants: 1 });
  for (const file of Object.values(dumps)) {
    await withEmpty(async ({ ctx }) => {
      await restoreBackup(ctx, file);
      const restored = await contentsOf(ctx.db);
      const changed = Object.keys(contents).filter((table) => restored[table] !== contents[table]);
      // The restoring itself is an event of the house.
      expect(changed.filter((table) => !table.startsWith("event"))).toEqual(["house_state"]);
    });
  }
  expect(await leftBehind()).toBe(0);
});

it("SE-14 says which secrets do not open with a ring that lacks their key", async () => {
  const ring = loadKeyRing(`other:${randomBytes(32).toString("base64")}`);
  const env = onServer(house.system.env);
  const { findings } = await verifyBackup({ ...house.system, env, ring }, dumps.custom);
  const broken = findings.filter(({ verdict }) => verdict === "broken").map(({ what }) => what);
  expect(broken).toEqual([
    expect.stringMatching(/keys are not its own: the key ring has no key k1/),
    expect.stringMatching(/^0 of \d+ secrets open/),
  ]);
});

it("R-26 refuses a database that is not empty, a dump that was cut off, and what is none", async () => {
  const whole = readFileSync(dumps.plain, "utf8");
  const cases: [string, string | Buffer][] = [
    ["cut.sql", whole.slice(0, whole.indexOf("COPY public.grants") + 200)],
    ["cut.dump", readFileSync(dumps.custom).subarray(0, -3000)],
    ["none.sql", "-- nothing\n"],
    ["none.txt", "Dear operator, this is no dump."],
  ];
  await withEmpty(async ({ ctx }) => {
    for (const [name, content] of cases) {
      writeFileSync(join(folder, name), content);
      expect([name, await codeOf(restoreBackup(ctx, join(folder, name)))]).toEqual([
        name,
        "invalid_input",
      ]);
    }
    expect(await codeOf(restoreBackup(ctx, join(folder, "missing")))).toBe("invalid_input");
    // Each left it as empty as before.
    await restoreBackup(ctx, dumps.plain);
    expect(await codeOf(restoreBackup(ctx, dumps.plain))).toBe("conflict");
  });
});

it("R-27 mails nothing and calls nobody from an old backup, until it is released; then all goes on", async () => {
  const requests = async () => (await house.control<unknown[]>("requests")).length;
  const received = async () => {
    const response = await fetch(`${house.sandbox.controlOrigin}/mailbox/messages`);
    return ((await response.json()) as unknown[]).length;
  };
  await withEmpty(async ({ ctx }) => {
    await restoreBackup(ctx, dumps.custom);
    expect(await ctx.db.query(isQuarantined)).toBe("it was restored from a backup");
    const [grant] = await ctx.db.query((db) => db.select().from(grants));
    const waiting = await ctx.db.query((db) =>
      db.select().from(mails).where(eq(mails.state, "queued")),
    );
    expect(waiting.length).toBeGreaterThan(1);
    const grantId = grant?.id ?? "";
    // Everything is due at once.
    await ctx.db.query((db) =>
      db.update(grants).set({
        refreshedAt: null,
        refreshDueAt: sql`now() - interval '1 hour'`,
        identityDueAt: sql`now() - interval '1 hour'`,
        probesDueAt: sql`now() - interval '1 hour'`,
      }),
    );
    const [calls, letters] = [await requests(), await received()];
    const worker = await startWorker(ctx.env, ctx.log);
    const contact = { ...ctx, actor: firm.contact.actor };
    const pair = {
      region: "us" as const,
      client_id: "a".repeat(40),
      client_secret: "b".repeat(40),
    };
    const refused = [
      refreshConnection(ctx, { grantId, force: true }),
      checkIdentity(ctx, { grantId }),
      checkAgain(contact, { firmId: firm.id }).then((check) => check()),
      startConnection(contact, { browserToken: "browser" }),
      storeKeys(contact, pair),
      ...waiting.map(({ id }) => sendMail(ctx, id)),
    ];
    expect(new Set(await Promise.all(refused.map(codeOf)))).toEqual(new Set(["unavailable"]));
    expect(await revokeRetired(ctx)).toBe(0);
    expect((await ctx.db.query(queueHealth)).workers).toBe(0);
    expect([await requests(), await received()]).toEqual([calls, letters]);
    const [before] = await ctx.db.query((db) => db.select().from(connections));
    expect(before?.status).toBe("working");

    await release(ctx);
    await vi.waitFor(async () => expect(await received()).toBe(letters + waiting.length), 60_000);
    expect(await refreshConnection(ctx, { grantId, force: true })).toMatchObject({
      kind: expect.stringMatching(/refreshed|not_needed|busy/) as string,
    });
    expect(await requests()).toBeGreaterThan(calls);
    const kinds = await ctx.db.query((db) => db.select({ kind: events.kind }).from(events));
    expect(kinds.filter(({ kind }) => kind.startsWith("house."))).toHaveLength(2);
    await worker.stop();
  });
});
