import { sweepConnections } from "@/lib/connection/sweep-connections";
import type { Context } from "@/lib/context";
import { loadKeyRing, requireRightKeys } from "@/lib/crypto/key-ring";
import { checkKeys } from "@/lib/db/check-keys";
import { openDatabase } from "@/lib/db/client";
import type { Env } from "@/lib/env";
import { forgetOld } from "@/lib/identity/forget-old";
import { newId } from "@/lib/ids";
import type { Logger } from "@/lib/logger";
import { sweepOnboarding } from "@/lib/onboarding/sweep-onboarding";
import { sendDueMails } from "@/lib/mail/send-due-mails";

const EVERY_MS = 15_000;

/**
 * What must go on without a person, until there is a worker: mails that wait, accounts that could not
 * be read yet, tokens still to be ended, days that have come. Safe in several processes at once. Returns how to stop it.
 */
export function startSweeps(env: Env, log: Logger): () => Promise<void> {
  const database = openDatabase({ url: env.DATABASE_URL, maxConnections: 2, log });
  const ring = loadKeyRing(env.PORTAL_KEYS.reveal());
  let running: Promise<void> = Promise.resolve();
  const sweep = async () => {
    const ctx: Context = {
      actor: { kind: "system", name: "sweep" },
      db: database.scoped({ kind: "system", name: "sweep" }),
      ring,
      env,
      log,
      requestId: newId("request"),
    };
    try {
      await checkKeys(database, ring);
      requireRightKeys(ring);
      await sendDueMails(ctx);
      await sweepConnections(ctx);
      await sweepOnboarding(ctx);
      await forgetOld(ctx);
    } catch (thrown) {
      log.error({ err: thrown }, "a sweep failed; the next one tries again");
    }
  };
  const timer = setInterval(() => {
    running = running.then(sweep);
  }, EVERY_MS);
  return async () => {
    clearInterval(timer);
    await running;
    await database.close();
  };
}
