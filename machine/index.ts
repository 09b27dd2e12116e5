import { EnvError, readEnv } from "@/lib/env";
import { createLogger } from "@/lib/logger";
import { startMachine } from "./start-machine";

async function main(): Promise<void> {
  const env = readEnv();
  const log = createLogger("machine", env.LOG_LEVEL);
  const machine = await startMachine(env, log);
  log.info({ host: env.MACHINE_HOST, port: machine.port }, "the machine's door is open");

  const stop = () =>
    void machine.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "the machine's door did not close cleanly");
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
