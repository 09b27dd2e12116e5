import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

// The front is bundled apart from Next's pages, and both are one process.
const shared = globalThis as typeof globalThis & { anteroomIsStopping?: boolean };

/** Whether this process was told to stop: its readiness says no from then on. */
export const isStopping = (): boolean => shared.anteroomIsStopping ?? false;

/**
 * Closes a server without cutting anybody off. For `drainMs` it answers as before, while its readiness
 * (`isStopping`) tells who sends requests here to send them elsewhere; then it takes no new connections
 * and finishes what is running, for at most `stopMs`. Every answer meanwhile closes its connection.
 */
export async function closeServer(
  server: Server,
  { drainMs, stopMs }: { drainMs: number; stopMs: number },
): Promise<void> {
  shared.anteroomIsStopping = true;
  // A connection kept alive becomes idle only when its running request is answered.
  server.prependListener("request", (_request, response) => {
    response.setHeader("Connection", "close");
  });
  if (drainMs > 0) await sleep(drainMs);
  const closed = new Promise((resolve) => server.close(resolve));
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const deadline = setTimeout(() => server.closeAllConnections(), stopMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(deadline);
  // Nobody can ask any more; a process that opens another server is ready again.
  shared.anteroomIsStopping = false;
}
