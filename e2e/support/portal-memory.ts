import { existsSync, readFileSync } from "node:fs";
import { expect } from "playwright/test";

const LOG = `${process.env.E2E_FOLDER ?? ""}/log/web.log`;
const MEGABYTE = 1024 * 1024;

/** MB that the portal uses, and that it has of the machine. */
export type Memory = { held: number; rss: number };

/**
 * What the portal holds on to after it has thrown away what it needs no more. The machine's own figure
 * (RSS) says less: the allocator keeps the most that it ever had.
 */
export async function portalMemory(): Promise<Memory> {
  const inspector = await openInspector();
  try {
    await inspector.call("HeapProfiler.enable");
    // What the first round lets go of, the second one finds.
    await inspector.call("HeapProfiler.collectGarbage");
    await inspector.call("HeapProfiler.collectGarbage");
    const { result } = await inspector.call("Runtime.evaluate", {
      expression: "JSON.stringify(process.memoryUsage())",
    });
    const usage = JSON.parse(String(result?.value)) as NodeJS.MemoryUsage;
    const megabytes = (bytes: number) => Math.round(bytes / MEGABYTE);
    return { held: megabytes(usage.heapUsed + usage.external), rss: megabytes(usage.rss) };
  } finally {
    inspector.close();
  }
}

/** Node opens its inspector on SIGUSR1, at a port of its choice (scripts/test.ts), and prints where. */
async function openInspector() {
  process.kill(Number(process.env.E2E_PORTAL_PID), "SIGUSR1");
  let address: string | undefined;
  await expect(() => {
    const log = existsSync(LOG) ? readFileSync(LOG, "utf8") : "";
    address = log
      .match(/^Debugger listening on (ws:\S+)$/gm)
      ?.at(-1)
      ?.split(" ")
      .at(-1);
    expect(address).toBeTruthy();
  }).toPass({ timeout: 30_000 });
  const socket = new WebSocket(address ?? "");
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", reject, { once: true });
  });
  let count = 0;
  const call = (method: string, params: object = {}) => {
    const id = (count += 1);
    return new Promise<{ result?: { value?: unknown } }>((resolve) => {
      const hear = ({ data }: MessageEvent) => {
        const answer = JSON.parse(String(data)) as { id?: number; result: { result?: object } };
        if (answer.id !== id) return;
        socket.removeEventListener("message", hear);
        resolve(answer.result);
      };
      socket.addEventListener("message", hear);
      socket.send(JSON.stringify({ id, method, params }));
    });
  };
  return { call, close: () => socket.close() };
}
