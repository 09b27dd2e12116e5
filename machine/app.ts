import type { HttpBindings } from "@hono/node-server";
import { Hono, type Context } from "hono";
import { routePath } from "hono/route";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { requireMigrated } from "@/lib/db/require-migrated";
import { toAppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { isStopping } from "@/lib/process/close-server";
import type { Door } from "@/lib/tokens/door";
import { keyOfHeader } from "@/lib/tokens/rules";
import { takeAccessToken } from "@/lib/tokens/take-access-token";
import { accessTokenAnswer } from "./answers";
import { BadRequest, problemOf } from "./problem";
import { metricsRoute, watched } from "./watched";

type Variables = { requestId: string; begun: number };
type Env = { Bindings: HttpBindings; Variables: Variables };

/** What stands on every answer: it is for one caller and kept nowhere. */
const HEADERS = {
  "cache-control": "no-store",
  vary: "Authorization",
  "x-content-type-options": "nosniff",
};

/** The machine's door over what its process has: the only thing that knows its routes. */
export function createApp(door: Door): Hono<Env> {
  const app = new Hono<Env>();

  app.use(async (c, next) => {
    c.set("requestId", newId("request"));
    c.set("begun", performance.now());
    await next();
    note(c, c.res.status);
  });
  app.use(watched(door));

  app.get("/metrics", metricsRoute(door));

  app.get("/health/live", (c) => answer(c, { status: "live" }));
  app.get("/health/ready", async (c) => {
    if (isStopping()) return answer(c, { status: "not ready", code: "stopping" }, 503);
    try {
      await requireMigrated(door.database);
      requireRightKeys(door.ring);
      return answer(c, { status: "ready" });
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      door.log.warn({ code }, message);
      return answer(c, { status: "not ready", code }, 503);
    }
  });

  app.get("/v1/connections/:id/access-token", async (c) => {
    const key = keyOfHeader(c.req.header("authorization"));
    const view = await takeAccessToken(door, {
      key,
      connectionId: c.req.param("id"),
      requestId: c.get("requestId"),
    });
    return answer(c, accessTokenAnswer(view));
  });

  app.notFound((c) => refuse(c, new BadRequest("route_unknown", "See /v1/openapi.json.")));
  app.onError((thrown, c) => refuse(c, thrown));

  function answer(c: Context<Env>, body: object, status = 200): Response {
    const headers = {
      ...HEADERS,
      "content-type": "application/json",
      "x-request-id": c.get("requestId"),
    };
    return c.body(JSON.stringify(body), status as 200, headers);
  }

  function refuse(c: Context<Env>, thrown: unknown): Response {
    const requestId = c.get("requestId");
    const { status, code, headers, body, isFault } = problemOf(thrown, requestId);
    if (isFault) door.log.error({ err: thrown, code, requestId }, "a request failed");
    const all = { ...HEADERS, "x-request-id": requestId, ...headers };
    return c.body(body, status as 400, all);
  }

  function note(c: Context<Env>, status: number): void {
    const ms = Math.round(performance.now() - c.get("begun"));
    const { method } = c.req;
    const route = routePath(c, -1);
    door.log.info({ requestId: c.get("requestId"), method, route, status, ms }, "request");
  }
  return app;
}
