import { EnvError, readEnv, type Env } from "@/lib/env";
import { createLogger, unhurriedOutput, type Logger } from "@/lib/logger";
import { startTracing } from "@/lib/telemetry/start-tracing";

export type Running = {
  /** What it says when it is ready. */
  ready: string;
  stop: () => Promise<void>;
};

/**
 * Runs one of our programs to its end: reads the environment, starts it, stops it in order when the
 * operating system asks, and ends the process with 0, or with 1 and one line that says why.
 */
export async function runProgram(
  name: "web" | "worker" | "machine",
  start: (env: Env, log: Logger) => Promise<Running>,
): Promise<void> {
  try {
    const env = readEnv();
    const log = createLogger(name, env.LOG_LEVEL, unhurriedOutput());
    const stopTracing = await startTracing(name, env);
    const running = await start(env, log);
    log.info(running.ready);
    // The process that started it may wait for this word.
    process.send?.("ready");

    let stopping: Promise<void> | undefined;
    const stop = () => {
      stopping ??= running
        .stop()
        .then(stopTracing)
        .then(
          () => process.exit(0),
          (error: unknown) => {
            log.error({ err: error }, "it did not stop cleanly");
            process.exit(1);
          },
        );
    };
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
    // Started by scripts/: when that process is gone, nobody else would stop this one.
    process.on("disconnect", stop);
  } catch (thrown) {
    process.stderr.write(`${explanation(thrown)}\n`);
    process.exit(1);
  }
}

/** What is wrong, for whoever started it: no stack for what is theirs to mend. */
export function explanation(thrown: unknown): string {
  if (thrown instanceof EnvError) return thrown.message;
  if (!(thrown instanceof Error)) return String(thrown);
  const { code, address, port } = thrown as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
  };
  if (code === "EADDRINUSE") return `Another program listens at ${address}:${port} already.`;
  if (code === "EACCES" && port)
    return `Port ${port} is not open to this user; choose one from 1024 on.`;
  if (code === "EADDRNOTAVAIL") return `This machine has no address ${address}.`;
  return `${thrown.name}: ${thrown.message}`;
}
