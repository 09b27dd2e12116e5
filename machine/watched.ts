import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { printNumbers } from "@/lib/metrics/print-numbers";
import { count } from "@/lib/telemetry/numbers";
import { startSpan } from "@/lib/telemetry/tracing";
import { onTrail } from "@/lib/telemetry/trail";
import type { Door } from "@/lib/tokens/door";

type Env = { Bindings: HttpBindings; Variables: { requestId: string } };

/**
 * Puts each request on its trail, so that what it calls says its id, and counts how it ended. A caller's
 * own `traceparent` is gone on from: integration services are the agency's.
 */
export function watched(door: Door): MiddlewareHandler<Env> {
  return async (c, next) => {
    const requestId = c.get("requestId");
    const { method } = c.req;
    const parent = c.req.header("traceparent") ?? null;
    const span = startSpan(method, { kind: "server", parent });
    const trail = {
      requestId,
      span,
      // Made when something is said: a token that is fresh says nothing on its way.
      get log() {
        return door.log.child({ requestId });
      },
    };
    await onTrail(trail, next);
    const { status } = c.res;
    count("anteroom_requests_total", { door: "machine", status: `${Math.floor(status / 100)}xx` });
    if (!span) return;
    const route = routePath(c, -1);
    span.rename(`${method} ${route}`);
    span.set({
      "http.request.method": method,
      "http.route": route,
      "http.response.status_code": status,
    });
    if (status >= 500) span.fail(String(status));
    span.end();
  };
}

/** Addresses of one's own machine and of private networks, also in IPv6's spelling. */
const PRIVATE =
  /^(?:::ffff:)?(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)|^::1$|^f[cd]|^fe80:/i;

/**
 * The house's numbers for Prometheus. Nothing secret is among them, and yet they are nobody else's: whoever
 * asks from a public address or through a proxy finds nothing here.
 */
export function metricsRoute(door: Door) {
  const db = door.database.scoped({ kind: "system", name: "metrics" });
  return async (c: Context<Env>): Promise<Response> => {
    const peer = c.env?.incoming?.socket.remoteAddress ?? "";
    const isForwarded = c.req.header("x-forwarded-for") ?? c.req.header("forwarded");
    if (!PRIVATE.test(peer) || isForwarded) return c.notFound();
    const { contentType, text } = await printNumbers(db);
    return c.body(text, 200, { "content-type": contentType, "cache-control": "no-store" });
  };
}
