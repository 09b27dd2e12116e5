import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { keyRingSource, readKeyRing } from "@/lib/crypto/key-ring-source";
import { watchKeys } from "@/lib/db/check-keys";
import { openDatabase } from "@/lib/db/client";
import type { Env } from "@/lib/env";
import { newId } from "@/lib/ids";
import { jobSenderOf } from "@/lib/jobs/job-sender";
import type { Logger } from "@/lib/logger";
import { flushNumbersRegularly } from "@/lib/metrics/flush-numbers";
import { closeServer } from "@/lib/process/close-server";
import { noteHouse } from "@/lib/settings/note-house";
import { clientContext, type Door } from "@/lib/tokens/door";
import { createApp } from "./app";
import * as limits from "./limits";
import { BadRequest, problemOf } from "./problem";
import { servicesOf, type Services } from "./services";

/** Beside the two of `Database.glance`: ten in all, as docs/operations.md counts them. */
const CONNECTIONS = 8;

export type Machine = {
  port: number;
  /** Finishes running requests, at most `STOP_MS`, and writes what was counted; may be called twice. */
  stop: () => Promise<void>;
};

/** Opens the machine's door; resolves when it answers. `port` 0 picks a free one. */
export async function startMachine(
  env: Env,
  log: Logger,
  { host = env.MACHINE_HOST, port = env.MACHINE_PORT }: { host?: string; port?: number } = {},
): Promise<Machine> {
  const database = openDatabase({
    url: env.DATABASE_URL,
    role: "anteroom_machine",
    maxConnections: CONNECTIONS,
    log,
  });
  const ring = await readKeyRing(keyRingSource(env));
  const door: Door = { env, log, database, ring, jobs: jobSenderOf(database, log) };
  const services = servicesOf(door);
  // An old copy of the database is found out before anything is served from it.
  const look = () => noteHouse(clientContext(door, "machine", newId("request")));
  const stopFlushing = flushNumbersRegularly(
    database.scoped({ kind: "system", name: "metrics" }),
    log,
  );
  const stopWatching = await watchKeys(database, ring, log, look);
  const stopCounting = services.uses.start();

  const server = createDoorServer(services);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });

  let stopping: Promise<void> | undefined;
  const stop = async () => {
    await closeServer(server, { drainMs: env.DRAIN_SECONDS * 1000, stopMs: limits.STOP_MS });
    stopWatching();
    await stopCounting();
    await stopFlushing();
    await database.close();
  };
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** Node's server in front of the app: its limits, and addresses that no router should see. */
export function createDoorServer(services: Services): Server {
  const listener = getRequestListener(createApp(services).fetch, { hostname: "machine" });
  const server = createServer(
    {
      maxHeaderSize: limits.MAX_HEADER_BYTES,
      headersTimeout: limits.HEADERS_TIMEOUT_MS,
      requestTimeout: limits.REQUEST_TIMEOUT_MS,
      keepAliveTimeout: limits.KEEP_ALIVE_MS,
      connectionsCheckingInterval: limits.TIMEOUT_CHECK_MS,
    },
    (request, response) => {
      // Nothing here depends on the host; a strange one must not keep the address from being read.
      request.headers.host = "machine";
      if (isReadable(request.url ?? "")) void listener(request, response);
      else refuseAddress(request, response);
    },
  );
  return server;
}

/** A plain path of ours: absolute and doubled forms name another host, the rest cannot be decoded. */
function isReadable(url: string): boolean {
  if (!/^\/(?![/\\])[^\\#\s]*$/.test(url) || url.includes("%00")) return false;
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

function refuseAddress(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const requestId = newId("request");
  const problem = problemOf(new BadRequest("address_unreadable", "Send a plain path."), requestId);
  response.writeHead(problem.status, {
    ...problem.headers,
    "content-length": Buffer.byteLength(problem.body),
    "cache-control": "no-store",
    vary: "Authorization",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
  });
  response.end(problem.body);
}
