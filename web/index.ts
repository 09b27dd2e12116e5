import { runProgram } from "@/lib/process/run-program";
import { startWeb } from "./start-web";

await runProgram("web", async (env, log) => {
  const web = await startWeb({
    host: env.HOST,
    port: env.PORT,
    portalUrl: env.PORTAL_URL,
    trustedProxyHops: env.TRUSTED_PROXY_HOPS,
    drainMs: env.DRAIN_SECONDS * 1000,
    log,
    dev: process.argv.includes("--dev"),
  });
  return { ready: `web is ready at ${env.HOST}:${web.port} for ${env.PORTAL_URL}`, stop: web.stop };
});
