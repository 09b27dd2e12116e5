import { Server } from "node:http";
import type { AddressInfo } from "node:net";
import next from "next";
import type { Logger } from "@/lib/logger";
import { closeServer } from "@/lib/process/close-server";
import { createFront, type FrontSettings, type Handler } from "./front";
import { STOP_MS } from "./limits";

export interface WebSettings extends Pick<FrontSettings, "portalUrl" | "trustedProxyHops"> {
  host: string;
  /** 0 picks a free one. */
  port: number;
  log: Logger;
  /** How long it says that it will stop before it takes no more connections. */
  drainMs?: number;
  dev?: boolean;
  /** Tests of the front alone put their own handler in Next's place. */
  handler?: Handler;
}

export interface Web {
  port: number;
  /** Says so for `drainMs`, then finishes running requests, at most `STOP_MS`; may be called twice. */
  stop: () => Promise<void>;
}

/** Starts the portal's web server; resolves when it answers. */
export async function startWeb(settings: WebSettings): Promise<Web> {
  // Next hangs its web socket on the server that it is given: this one never listens, and the
  // front passes on what it has checked, in development only.
  const sockets = new Server();
  const app = settings.handler
    ? null
    : next({
        dev: settings.dev ?? false,
        // Next calls every loopback address so; by another name, a page that proxy.ts shows in place of
        // one would be on another host to it, and asked for there.
        hostname: "localhost",
        port: settings.port,
        httpServer: sockets,
      });
  await app?.prepare();
  const handler = settings.handler ?? app?.getRequestHandler();
  if (!handler) throw new Error("There is nothing to serve.");

  const server = createFront(async (request, response) => handler(request, response), {
    ...settings,
    ...(settings.dev && {
      onUpgrade: (...args) => void sockets.emit("upgrade", ...args),
    }),
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.port, settings.host, resolve);
  });

  const { drainMs = 0 } = settings;
  let stopping: Promise<void> | undefined;
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      stopping ??= closeServer(server, { drainMs, stopMs: STOP_MS }).then(() => app?.close());
      return stopping;
    },
  };
}
