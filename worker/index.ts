import { runProgram } from "@/lib/process/run-program";
import { startHealth } from "./start-health";
import { startWorker } from "./start-worker";

await runProgram("worker", async (env, log) => {
  const worker = await startWorker(env, log);
  const stopHealth = await startHealth(env.WORKER_PORT, worker);
  return {
    ready: "the worker is at work",
    async stop() {
      await worker.stop();
      await stopHealth();
    },
  };
});
