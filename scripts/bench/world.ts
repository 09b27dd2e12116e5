import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import type { Context } from "@/lib/context";
import { keyRingSource, readKeyRing } from "@/lib/crypto/key-ring-source";
import { checkKeys } from "@/lib/db/check-keys";
import { openDatabase } from "@/lib/db/client";
import { migrateDatabase } from "@/lib/db/migrate";
import { readEnv } from "@/lib/env";
import { newId } from "@/lib/ids";
import { createIntegration } from "@/lib/integrations/create-integration";
import { jobSenderOf } from "@/lib/jobs/job-sender";
import { createLogger } from "@/lib/logger";
import type { openClio } from "@/lib/testing/clio";
import { connectedFirms } from "@/lib/testing/connected-firms";
import { addConnections } from "@/lib/testing/many-connections";
import { makeTestClient } from "@/lib/testing/token-clients";

export type World = Awaited<ReturnType<typeof openWorld>>;

/** A database of its own on a server, with the environment of the programs that run on it. */
export async function openWorld(serverUrl: string, name: string, origins: Record<string, string>) {
  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name}`);
  await admin.end({ timeout: 5 });
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
  await migrateDatabase(url);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production",
    DATABASE_URL: url,
    PORTAL_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    PORTAL_STATE_FILE: `.data/bench/${name}-state.json`,
    NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
    SMTP_URL: "smtp://127.0.0.1:9",
    ...origins,
  };
  const settings = readEnv(env);
  const log = createLogger("bench", "warn");
  const database = openDatabase({ url, maxConnections: 2, queryDeadlineMs: 60_000, log });
  const ring = await readKeyRing(keyRingSource(settings));
  await checkKeys(database, ring);
  const ctx: Context = {
    actor: { kind: "system", name: "bench" },
    db: database.scoped({ kind: "system", name: "bench" }),
    jobs: jobSenderOf(database, log),
    ring,
    env: settings,
    log,
    requestId: newId("request"),
  };
  return { ctx, env, url, close: () => database.close() };
}

const SCOPE = { resource: "contacts", access: "read", required: true } as const;

function makeIntegration({ ctx }: World): Promise<string> {
  const actor = { kind: "staff", personId: "bench", role: "admin", sessionId: "bench" } as const;
  return createIntegration(
    { ...ctx, actor },
    {
      name: "Bench",
      summary: "Bench.",
      note: "First version.",
      scopes: [{ ...SCOPE, purpose: "Bench.", impact: "Bench." }],
    },
  );
}

const A_MINUTE = "60000";

/** So many connections whose tokens the sandbox knows, among `all`, and a client that may take them. */
export async function seedTokens(
  world: World,
  clio: Awaited<ReturnType<typeof openClio>>,
  input: { known: number; all: number },
) {
  const { ctx } = world;
  const house = { ...clio, system: ctx, integration: () => makeIntegration(world) };
  const { firms, integrationId, keys } = await connectedFirms(house, { count: input.known });
  await addConnections(ctx, await makeIntegration(world), input.all - input.known);
  await ctx.db.query((db) => db.execute(sql`analyze`));
  const fields = { integration: integrationId, requests_a_minute: A_MINUTE };
  const { key, clientId } = await makeTestClient(ctx, fields);
  // What is measured is the door, not its bound.
  await ctx.db.query((db) =>
    db.execute(sql`update token_clients set requests_a_minute = 1000000000 where id = ${clientId}`),
  );
  return { key: key.reveal(), ids: firms.map((firm) => firm.connectionId), secret: keys.secret };
}

/** As if the token of every connection were over, and none had been renewed since long ago. */
export async function endTokens({ ctx }: World): Promise<void> {
  await ctx.db.query((db) =>
    db.execute(sql`update grants set refreshed_at = null, refresh_outcome = null,
      access_issued_at = now() - interval '100 hours', access_expires_at = now() - interval '1 hour',
      refresh_due_at = now() - interval '10 hours' where account_id is not null`),
  );
  await ctx.db.query((db) => db.execute(sql`vacuum analyze grants`));
}

/** So many connections of one integration, written by the database itself: what a list is made of. */
export async function seedList(world: World, count: number) {
  const integrationId = await makeIntegration(world);
  const db = postgres(world.url, { max: 1, onnotice: () => {} });
  try {
    await db`set session_replication_role = replica`;
    await db`insert into people (id, kind, email, name)
      select 'person_' || n, 'firm', 'p' || n || '@bench.test', 'Person ' || n
      from generate_series(1, ${count}::int) n`;
    await db`insert into firms (id, name, route, region, integration_id, main_contact_id, live_at,
        live_cause, created_by)
      select 'firm_' || substr(md5(n::text), 1, 24), 'Firm of number ' || n, 'firm_private', 'us',
        ${integrationId}, 'person_' || n, now(), 'by_staff', 'person_' || n
      from generate_series(1, ${count}::int) n`;
    await db`insert into connections (id, firm_id, region, account_id, account_name,
        identity_confirmed_at, connected_at, status, status_reason, status_actor, status_changes_at)
      select 'conn_' || substr(md5(n::text), 1, 24), 'firm_' || substr(md5(n::text), 1, 24), 'us',
        (700000 + n)::text, 'Account of number ' || n, now(), now(), 'working', 'all_proven', 'nobody',
        now() + interval '20 hours'
      from generate_series(1, ${count}::int) n`;
    await db`vacuum analyze`;
  } finally {
    await db.end({ timeout: 5 });
  }
  const fields = { integration: integrationId, requests_a_minute: A_MINUTE };
  const { key, clientId } = await makeTestClient(world.ctx, fields);
  await world.ctx.db.query((handle) =>
    handle.execute(
      sql`update token_clients set requests_a_minute = 1000000000 where id = ${clientId}`,
    ),
  );
  return { integrationId, key: key.reveal() };
}
