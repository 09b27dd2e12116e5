import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { newId } from "@/lib/ids";
import type { Logger } from "@/lib/logger";
import { count } from "@/lib/telemetry/numbers";
import { startSpan } from "@/lib/telemetry/tracing";
import { onTrail, type Trail } from "@/lib/telemetry/trail";
import { rewriteForwarding } from "./forwarding";
import * as limits from "./limits";
import { logPath } from "./log-path";
import { readBody, withBody } from "./read-body";
import { type Refusal, refusal } from "./refusal";
import { guardHeaders, plainHeaders } from "./response-headers";

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface FrontSettings {
  /** The portal's own origin; the only host that is answered. */
  portalUrl: string;
  /** How many proxies in front are ours. */
  trustedProxyHops: number;
  log: Logger;
  /** Development only: where hot reloading's web socket goes. */
  onUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

const TOO_LONG: Refusal = { status: 413, text: "This is more than the portal accepts (64 KiB)." };

/**
 * The server in front of Next: it refuses what Next would let through (foreign hosts, long bodies,
 * unclear framing), replaces forwarding headers, and puts the security headers on every response.
 */
export function createFront(handler: Handler, settings: FrontSettings): Server {
  const portalUrl = new URL(settings.portalUrl);
  const https = portalUrl.protocol === "https:";
  const answering = new WeakMap<Duplex, ServerResponse>();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    answering.set(request.socket, response);
    guardHeaders(response, request.url ?? "", https);
    const refused = refusal(request, portalUrl);
    if (refused) return refuse(request, response, refused);
    rewriteForwarding(
      request.headers,
      request.socket.remoteAddress,
      settings.trustedProxyHops,
      portalUrl,
    );
    if (request.method !== "POST") return handler(request, response);
    const body = await readBody(request);
    return body === null
      ? refuse(request, response, TOO_LONG)
      : handler(withBody(request, body), response);
  }

  const server = createServer(
    {
      // A missing host is refused below, with our headers on the answer.
      requireHostHeader: false,
      maxHeaderSize: limits.MAX_HEADER_BYTES,
      headersTimeout: limits.HEADERS_TIMEOUT_MS,
      requestTimeout: limits.REQUEST_TIMEOUT_MS,
      keepAliveTimeout: limits.KEEP_ALIVE_MS,
      connectionsCheckingInterval: limits.TIMEOUT_CHECK_MS,
    },
    (request, response) => {
      const trail = trailOf(settings.log, request);
      noteWhenDone(trail, request, response);
      onTrail(trail, () => serve(request, response)).catch((error: unknown) => {
        fail(trail.log, request, response, error);
      });
    },
  );

  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    const begun = answering.get(socket)?.headersSent === true && !isIdle(answering.get(socket));
    const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ""];
    endRaw(socket, begun ? null : (status ?? 400), https);
  });
  server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
    guardHeaders(response, request.url ?? "", https);
    response.writeHead(417, { Connection: "close" }).end();
  });
  server.on("connect", (_request: IncomingMessage, socket: Socket) => endRaw(socket, 405, https));
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (settings.onUpgrade && !refusal(request, portalUrl)) {
      settings.onUpgrade(request, socket, head);
    } else {
      endRaw(socket, 400, https);
    }
  });
  return server;
}

const isIdle = (response: ServerResponse | undefined) => response?.writableFinished === true;

/** Answers a connection that never became a request of ours, or none when an answer has begun, and
 * closes it once everything is written. */
function endRaw(socket: Duplex, status: number | null, https: boolean): void {
  if (status === null || !socket.writable) {
    (socket as Socket).destroySoon();
    return;
  }
  const headers = { ...plainHeaders(https), "Content-Length": "0", Connection: "close" };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} Refused\r\n${lines.join("\r\n")}\r\n\r\n`);
}

/** Answers without the portal, then reads some of what still comes: closing at once would reset
 * the connection before the sender has seen the answer. */
function refuse(request: IncomingMessage, response: ServerResponse, refused: Refusal): void {
  const body = `${refused.text}\n`;
  response.writeHead(refused.status, {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": String(Buffer.byteLength(body)),
    ...(refused.allow && { Allow: refused.allow }),
    Connection: "close",
  });
  if (request.method === "HEAD" || request.complete) {
    response.end(body);
    return;
  }
  response.write(body);
  let left = limits.DRAIN_BYTES;
  const timer = setTimeout(stop, limits.DRAIN_MS);
  function stop() {
    clearTimeout(timer);
    response.end();
    request.socket.destroySoon();
  }
  request.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) stop();
  });
  request.on("end", stop);
  request.on("error", stop);
}

function fail(log: Logger, request: IncomingMessage, response: ServerResponse, error: unknown) {
  if (request.destroyed && !request.complete) return;
  log.error({ err: error, path: logPath(request.url ?? "") }, "request failed");
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(500, { "Content-Type": "text/plain; charset=utf-8" });
  response.end("Something went wrong on our side. Please try again in a minute.\n");
}

/** Every request gets an id of its own here, which its lines, its jobs and its calls of Clio carry. */
function trailOf(log: Logger, { method = "", url = "" }: IncomingMessage): Trail {
  const requestId = newId("request");
  const path = logPath(url);
  // What a client says of a trace is not believed.
  const span = isBuiltFile(url)
    ? null
    : startSpan(`${method} ${path}`, {
        kind: "server",
        parent: null,
        attributes: { "http.request.method": method, "http.route": path },
      });
  return { requestId, log: log.child({ requestId }), span };
}

const isBuiltFile = (url: string) => url.startsWith("/_next/static/");

function noteWhenDone(
  { log, span }: Trail,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const begun = performance.now();
  const { method, url = "" } = request;
  response.once("close", () => {
    // Files, and probes of the health that come every second, are for who looks closely.
    const isQuiet = isBuiltFile(url) || url.startsWith("/api/health/");
    const level = isQuiet ? "debug" : "info";
    const { statusCode } = response;
    span?.set({ "http.response.status_code": statusCode });
    if (statusCode >= 500) span?.fail(String(statusCode));
    span?.end();
    if (!isBuiltFile(url)) {
      count("anteroom_requests_total", {
        door: "web",
        status: `${Math.floor(statusCode / 100)}xx`,
      });
    }
    log[level](
      {
        method,
        path: logPath(url),
        status: statusCode,
        ms: Math.round(performance.now() - begun),
        ...(!response.writableFinished && { cut: true }),
      },
      "request",
    );
  });
}
