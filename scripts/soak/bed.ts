import { fork, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Context } from "@/lib/context";
import { sealKeys } from "@/lib/applications/keys";
import { sealTokens } from "@/lib/connection/tokens-at-rest";
import { keyRingSource, readKeyRing } from "@/lib/crypto/key-ring-source";
import { checkKeys } from "@/lib/db/check-keys";
import { openDatabase } from "@/lib/db/client";
import { migrateDatabase } from "@/lib/db/migrate";
import {
  applications,
  connections,
  firms,
  grants,
  integrations,
  people,
  scopeSets,
} from "@/lib/db/schema";
import { readEnv } from "@/lib/env";
import { newId } from "@/lib/ids";
import { jobSenderOf } from "@/lib/jobs/job-sender";
import { createLogger, Secret } from "@/lib/logger";
import { regions } from "@/lib/vocabulary";
import { bundle } from "../bundle";
import { startTestPostgres } from "../test-postgres";

const HOUR_MS = 3_600_000;
const BATCH = 500;

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

/** Connected firms of one integration and one application of the agency's, with tokens of their own. */
export async function seedConnections(ctx: Context, count: number): Promise<void> {
  const at = new Date();
  const issued = new Date(at.getTime() - 100 * HOUR_MS);
  const integrationId = newId("integration");
  const scopeSetId = newId("scopeSet");
  const personId = newId("person");
  const applicationId = newId("application");
  const application = { id: applicationId, firmId: null };
  const keys = { clientId: "soak-client", clientSecret: new Secret("soak-secret") };
  await ctx.db.transaction(async (tx) => {
    await tx.insert(integrations).values({ id: integrationId, name: "Soak", summary: "Soak" });
    await tx.insert(scopeSets).values({ id: scopeSetId, integrationId, version: 1, note: "" });
    await tx
      .insert(people)
      .values({ id: personId, kind: "firm", email: "soak@firm.test", name: "Soak" });
    await tx.insert(applications).values({
      ...application,
      ...sealKeys(ctx, application, keys),
      integrationId,
      region: "us",
      name: "Soak",
      deauthorizationKey: newId("application"),
      keysStoredAt: at,
      keyCheck: "accepted",
      verifiedAt: at,
    });
  });
  for (let done = 0; done < count; done += BATCH) {
    const some = Array.from({ length: Math.min(BATCH, count - done) }, (_, index) => ({
      firmId: newId("firm"),
      connectionId: newId("connection"),
      grantId: newId("grant"),
      index: done + index,
    }));
    await ctx.db.transaction(async (tx) => {
      await tx.insert(firms).values(
        some.map(({ firmId, index }) => ({
          id: firmId,
          name: `Firm ${index}`,
          route: "agency" as const,
          region: "us" as const,
          integrationId,
          mainContactId: personId,
          createdBy: "soak",
        })),
      );
      await tx.insert(connections).values(
        some.map(({ firmId, connectionId, index }) => ({
          id: connectionId,
          firmId,
          region: "us" as const,
          accountId: String(index),
          identityConfirmedAt: at,
          connectedAt: at,
        })),
      );
      await tx.insert(grants).values(
        some.map(({ firmId, connectionId, grantId, index }) => ({
          id: grantId,
          firmId,
          connectionId,
          applicationId,
          scopeSetId,
          personId,
          region: "us" as const,
          state: "active" as const,
          ...sealTokens(
            ctx,
            { id: grantId, firmId, connectionId },
            {
              accessToken: new Secret(`access-${index}`),
              refreshToken: new Secret(`refresh-${index}`),
              expiresInSeconds: 110 * 3600,
            },
            issued,
          ),
          activatedAt: issued,
          accountId: String(index),
          identityReadAt: issued,
          identityVerdict: "confirmed" as const,
        })),
      );
    });
  }
}
