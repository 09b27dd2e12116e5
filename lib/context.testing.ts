import { randomBytes } from "node:crypto";
import { loadKeyRing } from "@/lib/crypto/key-ring";
import type { Database } from "@/lib/db/client";
import { readEnv } from "@/lib/env";
import { jobSenderOf } from "@/lib/jobs/job-sender";
import { createLogger } from "@/lib/logger";
import type { Actor, Context } from "./context";

const key = randomBytes(32).toString("base64");

/** A context for tests on a database of their own; each process has a key of its own. */
export function testContext(
  db: Database,
  actor: Actor = { kind: "system", name: "test" },
  variables: Record<string, string> = {},
): Context {
  const env = readEnv({
    DATABASE_URL: "postgres://test@127.0.0.1/test",
    PORTAL_KEYS: `k1:${key}`,
    NEXTAUTH_SECRET: key,
    // Nobody listens there: what is queued stays queued.
    SMTP_URL: "smtp://127.0.0.1:9",
    STAFF_ADMINS: "admin@anteroom.test",
    LOG_LEVEL: "silent",
    ...variables,
  });
  const log = createLogger("test", "silent");
  const scopes = {
    firm: () => ({ kind: "firm" as const, firmId: actor.kind === "firm" ? actor.firmId : "" }),
    staff: () => ({
      kind: "staff" as const,
      personId: actor.kind === "staff" ? actor.personId : "",
    }),
    token_client: () => ({ kind: "system" as const, name: "machine" }),
    system: () => ({ kind: "system" as const, name: "test" }),
  };
  return {
    actor,
    db: db.scoped(scopes[actor.kind]()),
    jobs: jobSenderOf(db, log),
    ring: loadKeyRing(`k1:${key}`),
    env,
    log,
    requestId: "req_test",
  };
}
