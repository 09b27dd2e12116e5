import { EnvError, readEnv } from "@/lib/env";
import { createLogger } from "@/lib/logger";
import { startTracing } from "@/lib/telemetry/start-tracing";
import { startWeb } from "./start-web";

const dev = process.argv.includes("--dev");

async function main(): Promise<void> {
  const env = readEnv();
  const log = createLogger("web", env.LOG_LEVEL);
  const stopTracing = await startTracing("web", env);
  const web = await startWeb({
    host: env.HOST,
    port: env.PORT,
    portalUrl: env.PORTAL_URL,
    trustedProxyHops: env.TRUSTED_PROXY_HOPS,
    log,
    dev,
  });
  log.info({ host: env.HOST, port: web.port, portalUrl: env.PORTAL_URL }, "web is ready");

  const stop = () =>
    void web
      .stop()
      .then(stopTracing)
      .then(() => process.exit(0));
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  // Started by scripts/: when that process is gone, nobody else would stop this one.
  process.on("disconnect", stop);
}

main().catch((error: unknown) => {
  process.stderr.write(error instanceof EnvError ? `${error.message}\n` : `${String(error)}\n`);
  process.exit(1);
});
