import { Hono } from "hono";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { requireMigrated } from "@/lib/db/require-migrated";
import { toAppError } from "@/lib/errors";
import { isStopping } from "@/lib/process/close-server";
import { openApiDocument } from "./openapi";
import { BadRequest } from "./problem";
import { getAccessToken, getConnection, getConnections, postReport } from "./routes";
import { serve, serveCaller, type Answer, type DoorEnv } from "./serve";
import type { Services } from "./services";
import { metricsRoute } from "./watched";

/** The methods of each address, for who comes with another one. */
const METHODS: [RegExp, string][] = [
  [/^\/(health\/(live|ready)|v1\/openapi\.json)$/, "GET"],
  [/^\/v1\/connections(\/[^/]+(\/access-token)?)?$/, "GET"],
  [/^\/v1\/connections\/[^/]+\/report$/, "POST"],
];

/** The machine's door over what its process has: the only place that knows its routes. */
export function createApp(services: Services): Hono<DoorEnv> {
  const app = new Hono<DoorEnv>();
  const get = (path: string, work: Parameters<typeof serveCaller>[2]) =>
    app.get(path, only("GET", serveCaller(services, path, work)));

  app.get("/metrics", metricsRoute(services.door));
  app.get(
    "/health/live",
    serve(services, "/health/live", () => ({ body: { status: "live" } })),
  );
  app.get(
    "/health/ready",
    serve(services, "/health/ready", () => readiness(services)),
  );
  const document = openApiDocument();
  app.get(
    "/v1/openapi.json",
    serve(services, "/v1/openapi.json", () => ({ body: document })),
  );
  get("/v1/connections", (caller) => getConnections(services, caller));
  get("/v1/connections/:id", (caller) => getConnection(services, caller));
  get("/v1/connections/:id/access-token", (caller) => getAccessToken(services, caller));
  app.post(
    "/v1/connections/:id/report",
    serveCaller(services, "/v1/connections/:id/report", (caller) => postReport(services, caller)),
  );

  const unknown = serve(services, "none", ({ c }) => {
    const [, allow] = METHODS.find(([pattern]) => pattern.test(c.req.path)) ?? [];
    if (allow) throw new BadRequest("method_unknown", `This address takes ${allow}.`, allow);
    throw new BadRequest("route_unknown", "What there is stands in /v1/openapi.json.");
  });
  app.notFound(unknown);
  return app;

  /** Hono answers HEAD as GET: here it would count as taking a token. */
  function only(method: string, handler: ReturnType<typeof serve>): ReturnType<typeof serve> {
    return (c) => (c.req.method === method ? handler(c) : unknown(c));
  }
}

/** Ready when the database answers and has this code's tables, and the keys are the database's. */
async function readiness({ door }: Services): Promise<Answer> {
  if (isStopping()) return { status: 503, body: { status: "not ready", code: "stopping" } };
  try {
    await requireMigrated(door.database);
    requireRightKeys(door.ring);
    return { body: { status: "ready" } };
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    door.log.warn({ code }, message);
    return { status: 503, body: { status: "not ready", code } };
  }
}
