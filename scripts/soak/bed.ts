import { fork, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { keyRingSource, readKeyRing } from "@/lib/crypto/key-ring-source";
import { checkKeys } from "@/lib/db/check-keys";
import { openDatabase } from "@/lib/db/client";
import { migrateDatabase } from "@/lib/db/migrate";
import { readEnv } from "@/lib/env";
import { newId } from "@/lib/ids";
import { jobSenderOf } from "@/lib/jobs/job-sender";
import { createIntegration } from "@/lib/integrations/create-integration";
import { createLogger } from "@/lib/logger";
import { addConnections } from "@/lib/testing/many-connections";
import { regions } from "@/lib/vocabulary";
import { bundle } from "../bundle";
import { startTestPostgres } from "../test-postgres";

export type Bed = Awaited<ReturnType<typeof openBed>>;

/**
 * A database of its own, with programs of ours beside it as processes of their own: what a soak measures
 * or kills. `clioOrigin` is where all regions are.
 */
export async function openBed(clioOrigin: string, variables: Record<string, string> = {}) {
  await bundle();
  const server = await startTestPostgres("embedded");
  await migrateDatabase(server.url);
  const env = {
    ...process.env,
    NODE_ENV: "production" as const,
    DATABASE_URL: server.url,
    PORTAL_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
    SMTP_URL: "smtp://127.0.0.1:9",
    LOG_LEVEL: "warn",
    ...Object.fromEntries(
      regions.map((region) => [`CLIO_ORIGIN_${region.toUpperCase()}`, clioOrigin]),
    ),
    ...variables,
  };
  const settings = readEnv(env);
  const log = createLogger("soak", "warn");
  const database = openDatabase({ url: server.url, maxConnections: 10, queryDeadlineMs: 60_000 });
  const ring = await readKeyRing(keyRingSource(settings));
  await checkKeys(database, ring);
  const ctx: Context = {
    actor: { kind: "system", name: "soak" },
    db: database.scoped({ kind: "system", name: "soak" }),
    jobs: jobSenderOf(database, log),
    ring,
    env: settings,
    log,
    requestId: newId("request"),
  };
  const children = new Set<ChildProcess>();
  return {
    ctx,
    env,
    /** Starts a program of `dist/`; resolves when it says that it is ready. */
    async start(program: string, more: Record<string, string> = {}): Promise<ChildProcess> {
      const child = fork(`dist/${program}.mjs`, [], { env: { ...env, ...more }, stdio: "inherit" });
      children.add(child);
      child.once("exit", () => children.delete(child));
      await once(child, "message");
      return child;
    },
    async close() {
      await Promise.all([...children].map((child) => kill(child, "SIGTERM")));
      await database.close();
      await server.stop();
    },
  };
}

/** Ends a process that was started here, and waits until it is gone. */
export async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
  return child.exitCode;
}

/** Resident memory of a process in MB. */
export function residentMb(child: ChildProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

/** So many connected firms of an integration of their own, which the agency's staff have made. */
export async function seedConnections(ctx: Context, count: number): Promise<void> {
  const actor = { kind: "staff", personId: "soak", role: "admin", sessionId: "soak" } as const;
  const scope = { resource: "contacts", access: "read", required: true } as const;
  const integrationId = await createIntegration(
    { ...ctx, actor },
    {
      name: "Soak",
      summary: "Soak.",
      note: "First version.",
      scopes: [{ ...scope, purpose: "Soak.", impact: "Soak." }],
    },
  );
  await addConnections(ctx, integrationId, count);
}

/** As if none had been renewed since long ago: the instants are shifted, the clocks are not. */
export async function makeDue(ctx: Context): Promise<void> {
  await ctx.db.query((db) =>
    db.execute(sql`update grants set refreshed_at = null, refresh_outcome = null,
      access_issued_at = now() - interval '100 hours', access_expires_at = now() + interval '10 hours',
      refresh_due_at = now() - interval '10 hours', identity_due_at = null, probes_due_at = null`),
  );
}
