import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const CONNECTS_PER_SECOND = 10;
const BURST = 30;
const KEEP_ALIVE_MS = 30_000;

type SocketOptions = { host: string[]; port: number[] };

/**
 * A way of connecting for postgres.js that bounds how often: it connects anew at once, thousands of
 * times a second, when a server closes during the start-up. A burst of 30 is let pass, then 10 a second.
 */
export function breakerSocket(): (options: SocketOptions) => Promise<Socket> {
  let tokens = BURST;
  let at = performance.now();
  return async (options) => {
    for (;;) {
      const now = performance.now();
      tokens = Math.min(BURST, tokens + ((now - at) / 1000) * CONNECTS_PER_SECOND);
      at = now;
      if (tokens >= 1) break;
      await sleep(1000 / CONNECTS_PER_SECOND);
    }
    tokens -= 1;
    const socket = connect({ host: options.host[0] ?? "127.0.0.1", port: options.port[0] ?? 5432 });
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    socket.removeAllListeners("error");
    return socket;
  };
}
