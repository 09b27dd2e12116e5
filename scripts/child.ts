import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Stop } from "./progress";

const READY_MS = 60_000;
/** Longer than the web server's own bound for running requests. */
const STOP_MS = 25_000;
const POLL_MS = 50;

export interface Child {
  name: string;
  pid: number;
  /** Settles when the process has ended, for whatever reason. */
  ended: Promise<void>;
  stop: () => Promise<void>;
}

interface ChildOptions {
  name: string;
  /** Node's arguments: the program and its own. */
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Everything it prints goes here. */
  log: string;
  /** Answers when the program is ready; null: the program says so by a message. */
  url: string | null;
}

/**
 * Starts one of our programs and waits until it answers. It gets a process group of its own, so that
 * Ctrl-C reaches the supervisor alone and everything stops in order, and a channel whose end tells
 * it that the supervisor is gone.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  mkdirSync(dirname(options.log), { recursive: true });
  const log = openSync(options.log, "w");
  const child = spawn(process.execPath, options.args, {
    env: options.env,
    stdio: ["ignore", log, log, "ipc"],
    detached: true,
  });
  closeSync(log);
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    child.once("error", () => resolve());
    child.once("exit", () => resolve());
  }).then(() => void (hasEnded = true));

  let hasSpoken = false;
  child.once("message", () => (hasSpoken = true));
  const isReady = async () => (options.url === null ? hasSpoken : answers(options.url));
  const deadline = performance.now() + READY_MS;
  while (!(await isReady())) {
    if (hasEnded || performance.now() > deadline) {
      child.kill("SIGKILL");
      const last = readFileSync(options.log, "utf8").trim().split("\n").slice(-15).join("\n");
      const what = hasEnded ? "ended at once" : `did not answer at ${options.url ?? "its channel"}`;
      throw new Stop(`${options.name} ${what}. Its last words (${options.log}):\n${last}`);
    }
    await Promise.race([delay(POLL_MS), ended]);
  }

  return {
    name: options.name,
    pid: child.pid ?? 0,
    ended,
    async stop() {
      child.kill("SIGTERM");
      const kill = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      await ended;
      clearTimeout(kill);
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.body?.cancel();
    return response.status < 500;
  } catch {
    return false;
  }
}
