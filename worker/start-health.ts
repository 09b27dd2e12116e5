import { createServer } from "node:http";
import { printProcessNumbers } from "@/lib/metrics/print-numbers";
import type { Worker } from "./start-worker";

/**
 * Answers an orchestrator's probes at `port`, on every address of a machine that only its own network
 * reaches: `/health/live`, `/health/ready`, and the process's own numbers at `/metrics`. Without a port it
 * does nothing. Returns what ends it.
 */
export async function startHealth(
  port: number | undefined,
  worker: Pick<Worker, "trouble">,
): Promise<() => Promise<void>> {
  if (port === undefined) return async () => {};
  const answers: Record<string, () => Promise<{ status: number; text: string }>> = {
    "/health/live": async () => ({ status: 200, text: "live\n" }),
    "/health/ready": async () => {
      const trouble = worker.trouble();
      return trouble ? { status: 503, text: `${trouble}\n` } : { status: 200, text: "ready\n" };
    },
    "/metrics": async () => ({ status: 200, text: await printProcessNumbers() }),
  };
  const server = createServer((request, response) => {
    request.resume();
    const none = async () => ({ status: 404, text: "Nothing is here.\n" });
    const answer = async () => {
      const { status, text } = await (answers[request.url ?? ""] ?? none)();
      response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(text);
    };
    void answer();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, resolve);
  });
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}
