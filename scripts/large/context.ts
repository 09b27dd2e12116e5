import { randomBytes } from "node:crypto";
import type { Context } from "@/lib/context";
import { loadKeyRing } from "@/lib/crypto/key-ring";
import { openDatabase } from "@/lib/db/client";
import { readEnv } from "@/lib/env";
import { newId } from "@/lib/ids";
import { jobSenderOf } from "@/lib/jobs/job-sender";
import { createLogger } from "@/lib/logger";

/** The house's own context on a database with invented firms, and how to close it. */
export function openLarge(url: string): { ctx: Context; close: () => Promise<void> } {
  const key = randomBytes(32).toString("base64");
  const env = readEnv({
    DATABASE_URL: url,
    PORTAL_KEYS: `k1:${key}`,
    NEXTAUTH_SECRET: key,
    SMTP_URL: "smtp://127.0.0.1:9",
  });
  const log = createLogger("large", "warn");
  const database = openDatabase({ url, maxConnections: 1, queryDeadlineMs: 60_000, log });
  const actor = { kind: "system", name: "large" } as const;
  const ctx: Context = {
    actor,
    db: database.scoped(actor),
    jobs: jobSenderOf(database, log),
    ring: loadKeyRing(`k1:${key}`),
    env,
    log,
    requestId: newId("request"),
  };
  return { ctx, close: () => database.close() };
}
