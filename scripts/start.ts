import { join } from "node:path";
import { readEnv } from "@/lib/env";
import type { Child } from "./child";
import { PORTAL_FOLDER as FOLDER, startDatabase } from "./database";
import { localKeys } from "./local-keys";
import { requireFreePorts } from "./ports";
import { explain, phase } from "./progress";
import { startPrograms, stopAll, untilStopped } from "./stack";

/** `npm start`: the portal as the environment says; without DATABASE_URL on the embedded database. */
async function main(): Promise<void> {
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production" };
  // Everything else is checked before anything is started; the database's address comes later.
  const embedded = !env.DATABASE_URL;
  if (embedded) {
    const keys = localKeys(join(FOLDER, "keys.json"));
    if (!env.PORTAL_KEYS_FILE) env.PORTAL_KEYS ??= keys.PORTAL_KEYS;
    env.NEXTAUTH_SECRET ??= keys.NEXTAUTH_SECRET;
  }
  const settings = readEnv({ DATABASE_URL: "postgres://embedded/portal", ...env });
  await requireFreePorts([settings.PORT], "PORT");
  await requireFreePorts([settings.MACHINE_PORT], "MACHINE_PORT");

  const children: Child[] = [];
  const database = embedded
    ? await phase("Starting the embedded database", () => startDatabase(FOLDER))
    : null;
  try {
    if (database) {
      env.DATABASE_URL = database.url;
      await phase("Bringing its tables up to date", () => database.migrate());
    }
    const local = (host: string) => (host === "0.0.0.0" ? "127.0.0.1" : host);
    const listenUrl = `http://${local(settings.HOST)}:${settings.PORT}`;
    const machineUrl = `http://${local(settings.MACHINE_HOST)}:${settings.MACHINE_PORT}`;
    const programs = { folder: FOLDER, env, listenUrl, machineUrl, sandboxUrl: null };
    await startPrograms(programs, children);
    console.log(`  The portal is at ${settings.PORTAL_URL}, the machine's door at ${machineUrl}`);
    await untilStopped(children);
  } finally {
    await stopAll([...(database ? [database] : []), ...children]);
  }
}

await main().catch(explain);
