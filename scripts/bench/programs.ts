import { fork, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { MACHINE_FLAGS } from "../node-flags";

const LOGS = join(".data", "bench");

export type Program = { child: ChildProcess; port: number };

/** A floor of `floor.mjs` over a database, with nothing of ours in it. */
export async function startFloor(env: NodeJS.ProcessEnv): Promise<Program> {
  const child = fork("scripts/bench/floor.mjs", [], { env });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return { child, port };
}

/** The door as it is shipped, which writes its log into a file; and how long it took to answer. */
export async function startDoor(
  env: NodeJS.ProcessEnv,
  port: number,
): Promise<Program & { startMs: number }> {
  mkdirSync(LOGS, { recursive: true });
  const log = openSync(join(LOGS, `machine-${port}.log`), "w");
  const begun = performance.now();
  const child = spawn(process.execPath, [...MACHINE_FLAGS, "dist/machine.mjs"], {
    env: { ...env, MACHINE_PORT: String(port) },
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  const url = `http://127.0.0.1:${port}/health/ready`;
  for (;;) {
    const isReady = await fetch(url).then(
      (answer) => answer.status === 200,
      () => false,
    );
    if (isReady) return { child, port, startMs: performance.now() - begun };
    if (child.exitCode !== null) throw new Error(`the door ended: see ${LOGS}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export type Order = {
  port: number;
  paths: string[];
  key?: string;
  atOnce?: number;
  /** Without: until every path was asked for once. */
  seconds?: number;
  /** So many a second, in place of so many at once. */
  rate?: number;
};
export type Load = {
  rate: number;
  p50: number;
  p95: number;
  p99: number;
  requests: number;
  errors: number;
};

/** The load generator: one order after the other. */
export function startLoad(): { run: (order: Order) => Promise<Load>; child: ChildProcess } {
  const child = fork("scripts/bench/load.mjs");
  return {
    child,
    async run(order) {
      child.send(order);
      const [{ result, error }] = (await once(child, "message")) as [
        { result?: Load; error?: string },
      ];
      if (!result) throw new Error(error ?? "the load generator said nothing");
      return result;
    },
  };
}
