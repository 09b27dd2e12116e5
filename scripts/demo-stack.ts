import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Child } from "./child";
import { type LocalDatabase, removeData, startDatabase } from "./database";
import { localKeys } from "./local-keys";
import { requireFreePorts } from "./ports";
import { phase } from "./progress";
import { startPrograms, stopAll } from "./stack";

export const DEMO_ADMIN = "admin@anteroom.test";

/** Index, four regions and SMTP, counted from the base. */
export const SANDBOX_OFFSETS = [0, 1, 2, 3, 4, 25];

export interface DemoOptions {
  /** Where database, keys and logs live. */
  folder: string;
  portalPort: number;
  machinePort: number;
  sandboxPort: number;
  /** Begin with an empty folder. */
  fresh: boolean;
  dev?: boolean;
}

export interface DemoStack {
  portalUrl: string;
  machineUrl: string;
  /** Holds the key of the sample token client. */
  keyFile: string;
  sandboxUrl: string;
  /** The region US, where the sample accounts are. */
  sandboxUsUrl: string;
  listFirms: LocalDatabase["listFirms"];
  children: Child[];
  stop: () => Promise<void>;
}

/** Database, sandbox Clio, mailbox and portal on this machine, with sample firms in an empty database. */
export async function startDemoStack(options: DemoOptions): Promise<DemoStack> {
  const { folder, portalPort, machinePort, sandboxPort } = options;
  await requireFreePorts([portalPort], "PORT");
  await requireFreePorts([machinePort], "MACHINE_PORT");
  await requireFreePorts(
    SANDBOX_OFFSETS.map((offset) => sandboxPort + offset),
    "SANDBOX_PORT",
  );
  if (options.fresh) removeData(folder);

  const database = await phase("Starting the database", () => startDatabase(folder));
  const portalUrl = `http://127.0.0.1:${portalPort}`;
  const machineUrl = `http://127.0.0.1:${machinePort}`;
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const env = {
    ...process.env,
    ...localKeys(join(folder, "keys.json")),
    NODE_ENV: options.dev ? ("development" as const) : ("production" as const),
    DATABASE_URL: database.url,
    HOST: "127.0.0.1",
    PORT: String(portalPort),
    PORTAL_URL: portalUrl,
    MACHINE_HOST: "127.0.0.1",
    MACHINE_PORT: String(machinePort),
    PORTAL_STATE_FILE: join(folder, "portal-state.json"),
    SANDBOX_PORT: String(sandboxPort),
    // The sandbox's receiver is on this machine.
    WEBHOOKS_ALLOW_PRIVATE: "on",
    SANDBOX_DATA: join(folder, "sandbox"),
    SMTP_URL: `smtp://127.0.0.1:${sandboxPort + 25}`,
    AGENCY_HUBSPOT_GUIDE_URL: "https://acucoders.test/guides/clio-hubspot",
    AGENCY_PIPEDRIVE_GUIDE_URL: "https://acucoders.test/guides/clio-pipedrive",
    AGENCY_CHECKLIST_URL: "https://acucoders.test/onboarding-checklist",
    AGENCY_SERVICES_URL: "https://acucoders.test/clio-integrations",
    STAFF_ADMINS: process.env.STAFF_ADMINS ?? DEMO_ADMIN,
    // Another host than the portal's: two ports of one address hide cookie mistakes.
    CLIO_ORIGIN_US: `http://localhost:${sandboxPort + 1}`,
    CLIO_ORIGIN_EU: `http://localhost:${sandboxPort + 2}`,
    CLIO_ORIGIN_CA: `http://localhost:${sandboxPort + 3}`,
    CLIO_ORIGIN_AU: `http://localhost:${sandboxPort + 4}`,
  };
  // Seeding reads the same environment as the programs.
  Object.assign(process.env, env);
  const keyFile = join(folder, "machine-key");
  const children: Child[] = [];
  const stop = () => stopAll([database, ...children]);
  try {
    await phase("Bringing its tables up to date", () => database.migrate());
    const programs = {
      folder,
      env,
      listenUrl: portalUrl,
      machineUrl,
      sandboxUrl,
      dev: options.dev,
    };
    await startPrograms(programs, children);
    if ((await database.listFirms()).length === 0) {
      const { seedDemo } = await import("./seed-demo");
      const key = await phase("Filling in sample firms", () => seedDemo());
      writeFileSync(keyFile, `${key.reveal()}\n`, { mode: 0o600 });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    portalUrl,
    machineUrl,
    keyFile,
    sandboxUrl,
    sandboxUsUrl: env.CLIO_ORIGIN_US,
    listFirms: database.listFirms,
    children,
    stop,
  };
}
