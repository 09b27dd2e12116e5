import { join } from "node:path";
import { build, isBuilt } from "./build";
import { type Child, startChild } from "./child";
import { phase } from "./progress";

export interface StackOptions {
  /** Folder of the logs. */
  folder: string;
  env: NodeJS.ProcessEnv;
  /** Where the portal listens, which need not be its public address. */
  listenUrl: string;
  /** Where the sandbox's index is; null: no sandbox. */
  sandboxUrl: string | null;
  /** Web and sandbox run from their sources, pages are built when they are asked for. */
  dev?: boolean;
}

/** Builds if needed, then starts sandbox and web; on a failure it stops what it has started. */
export async function startPrograms(options: StackOptions): Promise<Child[]> {
  const { folder, env, dev } = options;
  const program = (name: string, ...args: string[]) =>
    dev ? ["--import", "tsx", `${name}/index.ts`, ...args] : [`dist/${name}.mjs`];
  const started: Child[] = [];
  try {
    if (!dev && !isBuilt()) await phase("Building the pages", build);
    const { sandboxUrl } = options;
    if (sandboxUrl !== null) {
      const log = join(folder, "log", "sandbox.log");
      const start = () =>
        startChild({ name: "The sandbox", args: program("sandbox"), env, log, url: sandboxUrl });
      started.push(await phase("Starting the sandbox Clio and the mailbox", start));
    }
    const log = join(folder, "log", "web.log");
    const url = `${options.listenUrl}/api/health/live`;
    const start = () =>
      startChild({ name: "The portal", args: program("web", "--dev"), env, log, url });
    started.push(await phase("Starting the portal", start));
    return started;
  } catch (error) {
    await stopAll(started);
    throw error;
  }
}

/** Stops the last started first: the portal before what it talks to. */
export async function stopAll(parts: { stop: () => Promise<void> }[]): Promise<void> {
  for (const part of parts.toReversed()) await part.stop();
}

/** Resolves when a person (or an operating system) asks to stop, or when a part has ended by itself. */
export async function untilStopped(children: Child[]): Promise<void> {
  const signal = new Promise<null>((resolve) => {
    // Asking again changes nothing: everything that stops has a bound of its own.
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => resolve(null));
  });
  const ended = children.map((child) => child.ended.then(() => child.name));
  const name = await Promise.race([signal, ...ended]);
  if (name !== null) {
    console.error(`${name} has ended by itself. Its log is in the folder of the data.`);
    process.exitCode = 1;
  }
}
