import { EnvError, readEnv } from "@/lib/env";
import { createLogger } from "@/lib/logger";
import { startTracing } from "@/lib/telemetry/start-tracing";
import { startWorker } from "./start-worker";

async function main(): Promise<void> {
  const env = readEnv();
  const log = createLogger("worker", env.LOG_LEVEL);
  const stopTracing = await startTracing("worker", env);
  const worker = await startWorker(env, log);
  log.info("the worker is at work");
  // The process that started it waits for this word.
  process.send?.("ready");

  const stop = () =>
    void worker
      .stop()
      .then(stopTracing)
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, "the worker did not stop cleanly");
          process.exit(1);
        },
      );
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  // Started by scripts/: when that process is gone, nobody else would stop this one.
  process.on("disconnect", stop);
}

main().catch((error: unknown) => {
  process.stderr.write(error instanceof EnvError ? `${error.message}\n` : `${String(error)}\n`);
  process.exit(1);
});
