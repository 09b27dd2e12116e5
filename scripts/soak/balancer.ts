import {
  Agent,
  createServer,
  request as ask,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** How often a backend is asked whether it is ready; less than the programs' drain takes, many times over. */
const LOOK_EVERY_MS = 100;
/** A backend that answers no sooner is busy, and is sent nothing more meanwhile. */
const PROBE_MS = 10_000;
const TRIES = 100;

export type Backend = { port: number; isReady: boolean; inFlight: number };

export type Balancer = {
  origin: string;
  backends: Backend[];
  figures: {
    /** Sent on to another backend because the first was gone before it had the request. */
    retried: number;
    /** Answered by us: no backend could be asked, or one was lost while it answered. */
    failed: number;
  };
  /** Nothing is sent to this backend until its readiness says yes again. */
  takeOut(port: number): void;
  close(): void;
};

/**
 * A small proxy in front of several processes, as a cluster's is: round robin over those whose readiness
 * says yes, connections kept alive. It asks another one only when nothing of the request can have been
 * done: the connection was refused, or a kept one was closed before it.
 */
export async function startBalancer(options: {
  port: number;
  ports: number[];
  /** Where readiness is asked for. */
  healthPath: string;
}): Promise<Balancer> {
  const origin = `http://127.0.0.1:${options.port}`;
  const host = new URL(origin).host;
  const agent = new Agent({ keepAlive: true });
  const backends = options.ports.map((port): Backend => ({ port, isReady: false, inFlight: 0 }));
  const figures = { retried: 0, failed: 0 };
  const closing = new AbortController();
  let turn = 0;

  /** One question at a time: a busy backend is not made busier. */
  const look = async (backend: Backend): Promise<void> => {
    while (!closing.signal.aborted) {
      backend.isReady = await isReady(backend.port);
      await sleep(LOOK_EVERY_MS);
    }
  };
  const isReady = (port: number) =>
    new Promise<boolean>((resolve) => {
      const { healthPath: path } = options;
      const probe = ask({ port, host: "127.0.0.1", path, headers: { host }, agent: false });
      probe.setTimeout(PROBE_MS, () => probe.destroy());
      probe.on("response", (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      });
      probe.on("error", () => resolve(false));
      probe.end();
    });
  for (const backend of backends) void look(backend);

  const pick = (): Backend | undefined => {
    const ready = backends.filter(({ isReady }) => isReady);
    return ready[(turn += 1) % Math.max(1, ready.length)];
  };

  function forward(incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer, tries = 1) {
    const backend = pick();
    const again = () => setTimeout(() => forward(incoming, outgoing, body, tries + 1), 50);
    const fail = () => {
      figures.failed += 1;
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end("No backend.\n");
    };
    if (!backend) return tries < TRIES ? void again() : fail();
    const { method, url, headers } = incoming;
    backend.inFlight += 1;
    const request = ask({
      host: "127.0.0.1",
      port: backend.port,
      method,
      path: url,
      agent,
      headers: forwarded(headers, incoming.socket.remoteAddress ?? "", body),
    });
    request.on("close", () => (backend.inFlight -= 1));
    request.on("response", (response) => {
      outgoing.writeHead(response.statusCode ?? 502, withoutConnection(response.headers));
      response.pipe(outgoing);
      response.on("error", fail);
    });
    request.on("error", (thrown: NodeJS.ErrnoException) => {
      if (outgoing.headersSent) return fail();
      const isUntouched =
        thrown.code === "ECONNREFUSED" || (request.reusedSocket && thrown.code === "ECONNRESET");
      if (!isUntouched || tries >= TRIES) return fail();
      figures.retried += 1;
      return void again();
    });
    return request.end(body);
  }

  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => forward(incoming, outgoing, Buffer.concat(chunks)));
  });
  // Who asks keeps connections for longer than Node's five seconds, and would ask on one that is being closed.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(options.port, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    backends,
    figures,
    takeOut(port) {
      for (const one of backends.filter((each) => each.port === port)) one.isReady = false;
    },
    close() {
      closing.abort();
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

function forwarded(headers: IncomingHttpHeaders, peer: string, body: Buffer): IncomingHttpHeaders {
  const { connection: _one, "transfer-encoding": _other, ...rest } = headers;
  const length = body.length > 0 ? { "content-length": String(body.length) } : {};
  return { ...rest, ...length, "x-forwarded-for": peer };
}

function withoutConnection(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { connection: _one, "keep-alive": _other, ...rest } = headers;
  return rest;
}
