// One return from Clio, or one confirmation of an account, in a process of its own that can be killed.
import { completeConnection } from "@/lib/connection/complete-connection";
import { confirmAccount } from "@/lib/connection/confirm-account";
import type { Actor, Context } from "@/lib/context";
import { keyRingSource, readKeyRing } from "@/lib/crypto/key-ring-source";
import { openDatabase } from "@/lib/db/client";
import { readEnv } from "@/lib/env";
import { newId } from "@/lib/ids";
import { jobSenderOf } from "@/lib/jobs/job-sender";
import { createLogger } from "@/lib/logger";

export type Errand = { actor: Extract<Actor, { kind: "firm" }> } & (
  | { verb: "complete"; query: string; browserToken: string }
  | { verb: "confirm"; grantId: string }
);

const errand = JSON.parse(process.argv[2] ?? "") as Errand;
const env = readEnv();
const log = createLogger("callback", "silent");
const database = openDatabase({ url: env.DATABASE_URL, maxConnections: 5 });
const ctx: Context = {
  actor: errand.actor,
  db: database.scoped({ kind: "firm", firmId: errand.actor.firmId }),
  jobs: jobSenderOf(database, log),
  ring: await readKeyRing(keyRingSource(env)),
  env,
  log,
  requestId: newId("request"),
};
if (errand.verb === "complete") {
  const { query, browserToken } = errand;
  await completeConnection(ctx, { parameters: new URLSearchParams(query), browserToken });
} else {
  await confirmAccount(ctx, { grantId: errand.grantId });
}
process.exit(0);
