import type { Context } from "hono";
import { printNumbers } from "@/lib/metrics/print-numbers";
import { count } from "@/lib/telemetry/numbers";
import { startSpan } from "@/lib/telemetry/tracing";
import { onTrail } from "@/lib/telemetry/trail";
import type { Door } from "@/lib/tokens/door";
import type { DoorEnv } from "./serve";

/**
 * Puts a request on its trail, so that what it calls says its id, and counts how it ended. A caller's own
 * `traceparent` is gone on from: integration services are the agency's.
 */
export async function watched(
  door: Door,
  { requestId, route, c }: { requestId: string; route: string; c: Context<DoorEnv> },
  work: () => Promise<Response>,
): Promise<Response> {
  const { method } = c.req;
  const span = startSpan(method, { kind: "server", parent: c.req.header("traceparent") ?? null });
  const trail = {
    requestId,
    span,
    // Made when something is said: a token that is fresh says nothing on its way.
    get log() {
      return door.log.child({ requestId });
    },
  };
  const response = await onTrail(trail, work);
  const { status } = response;
  count("anteroom_requests_total", { door: "machine", status: `${Math.floor(status / 100)}xx` });
  if (!span) return response;
  span.rename(`${method} ${route}`);
  span.set({
    "http.request.method": method,
    "http.route": route,
    "http.response.status_code": status,
  });
  if (status >= 500) span.fail(String(status));
  span.end();
  return response;
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
  return async (c: Context<DoorEnv>): Promise<Response> => {
    const peer = c.env?.incoming?.socket.remoteAddress ?? "";
    const isForwarded = c.req.header("x-forwarded-for") ?? c.req.header("forwarded");
    if (!PRIVATE.test(peer) || isForwarded) return c.notFound();
    const { contentType, text } = await printNumbers(db);
    return c.body(text, 200, { "content-type": contentType, "cache-control": "no-store" });
  };
}
