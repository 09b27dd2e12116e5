import { join } from "node:path";
import { build, isBuilt } from "./build";
import { type Child, startChild } from "./child";
import { MACHINE_FLAGS } from "./node-flags";
import { askedToStop, phase } from "./progress";

/** The name under which the web server is among the children. */
export const PORTAL = "The portal";
export const WORKER = "The worker";
export const MACHINE = "The machine's door";

export interface StackOptions {
  /** Folder of the logs. */
  folder: string;
  env: NodeJS.ProcessEnv;
  /** Where the portal listens, which need not be its public address. */
  listenUrl: string;
  /** Where the machine's door listens. */
  machineUrl: string;
  /** Where the sandbox's index is; null: no sandbox. */
  sandboxUrl: string | null;
  /** Web, worker, machine and sandbox run from their sources, pages are built when they are asked for. */
  dev?: boolean;
}

/**
 * Builds if needed, then starts sandbox, web, worker and the machine's door, and adds each to `started`; the caller stops them,
 * also when this throws.
 */
export async function startPrograms(options: StackOptions, started: Child[]): Promise<void> {
  const { folder, env, dev, listenUrl, machineUrl, sandboxUrl } = options;
  const program = (name: string, ...args: string[]) =>
    dev ? ["--import", "tsx", `${name}/index.ts`, ...args] : [`dist/${name}.mjs`];
  const log = (name: string) => join(folder, "log", `${name}.log`);

  if (!dev && !isBuilt()) await phase("Building the pages", build);
  if (sandboxUrl !== null) {
    const sandbox = { name: "The sandbox", args: program("sandbox"), log: log("sandbox") };
    const start = () => startChild({ ...sandbox, env, url: sandboxUrl });
    started.push(await phase("Starting the sandbox Clio and the mailbox", start));
  }
  const web = { name: PORTAL, args: program("web", "--dev"), log: log("web") };
  const start = () => startChild({ ...web, env, url: `${listenUrl}/api/health/live` });
  started.push(await phase("Starting the portal", start));
  const worker = { name: WORKER, args: program("worker"), log: log("worker") };
  const startWorker = () => startChild({ ...worker, env, url: null });
  started.push(await phase("Starting the worker", startWorker));
  const args = [...(dev ? [] : MACHINE_FLAGS), ...program("machine")];
  const machine = { name: MACHINE, args, log: log("machine") };
  const open = () => startChild({ ...machine, env, url: `${machineUrl}/health/live` });
  started.push(await phase("Opening the machine's door", open));
}

/** Stops the last started first: the portal before what it talks to. */
export async function stopAll(parts: { stop: () => Promise<void> }[]): Promise<void> {
  console.log("  Stopping ...");
  for (const part of parts.toReversed()) await part.stop();
}

/** Resolves when this script is asked to stop, or when a program has ended by itself. */
export async function untilStopped(children: Child[]): Promise<void> {
  const ended = children.map((child) => child.ended.then(() => child.name));
  const name = await Promise.race([askedToStop(), ...ended]);
  if (name === undefined) return;
  console.error(`${name} has ended by itself. Its log is in the folder of the data.`);
  process.exitCode = 1;
}
