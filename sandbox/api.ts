import { Hono } from "hono";
import { mattersPage } from "./matters";
import { type Grant, type Region, type Resource, type State } from "./state";

const paths: Record<string, Resource> = {
  "/contacts": "contacts",
  "/matters": "matters",
  "/activities": "activities",
  "/calendar_entries": "calendars",
  "/tasks": "tasks",
  "/documents": "documents",
  "/communications": "communications",
  "/custom_fields": "custom_fields",
  "/bills": "billing",
  "/webhooks": "webhooks",
};
const WINDOW_MS = 60_000;

/** The API of one region: who_am_i and one list for each permission, refused as Clio refuses. */
export function api(state: State, region: Region): Hono {
  const app = new Hono();
  const calls = new Map<string, number[]>();

  app.use("/api/v4/*", async (c, next) => {
    // Clio's firewall lets only a plain Name/1.0 pass (observed).
    if (!/^[\w-]+\/\d+(\.\d+)*$/.test(c.req.header("user-agent") ?? "")) {
      return c.html("<html><body>403 Forbidden</body></html>", 403);
    }
    const version = c.req.header("x-api-version");
    if (version && !/^4\.0\.\d+$/.test(version))
      return c.json(problem("Gone", "Unknown version"), 410);
    const grant = grantOf(c.req.header("authorization"));
    if (!grant) return c.json(problem("Unauthorized", "The access token is not valid"), 401);
    const recent = (calls.get(grant.access) ?? []).filter((at) => at > state.now() - WINDOW_MS);
    const left = state.scenario.rateLimit - recent.length;
    c.header("X-RateLimit-Limit", String(state.scenario.rateLimit));
    c.header("X-RateLimit-Remaining", String(Math.max(0, left - 1)));
    if (left <= 0) {
      c.header("Retry-After", "30");
      return c.json(problem("RateLimited", "Too many requests"), 429);
    }
    calls.set(grant.access, [...recent, state.now()]);
    if (/\{[^}]*\{/.test(c.req.query("fields") ?? "")) {
      return c.json(problem("BadRequest", "Only one level of nested fields"), 400);
    }
    return next();
  });

  app.get("/api/v4/users/who_am_i", (c) => {
    const grant = grantOf(c.req.header("authorization"));
    const who = grant && state.findUser(grant.userId);
    if (!grant || !who || !isAllowed(grant, "users")) return c.json(forbidden, 403);
    const { account, user } = who;
    return c.json({
      data: {
        id: user.id,
        name: user.name,
        email: user.email,
        enabled: user.enabled,
        account_owner: user.owner,
        roles: user.roles,
        account: {
          id: account.id,
          name: account.name,
          state: "active",
          created_at: account.createdAt,
        },
      },
    });
  });

  app.get("/api/v4/users", (c) => {
    const grant = grantOf(c.req.header("authorization"));
    const who = grant && state.findUser(grant.userId);
    if (!grant || !who || !isAllowed(grant, "users")) return c.json(forbidden, 403);
    const limit = Number(c.req.query("limit") ?? 200);
    const data = who.account.users.slice(0, limit).map(({ id }) => ({ id }));
    return c.json({ data, meta: { paging: {} } });
  });

  for (const [path, resource] of Object.entries(paths)) {
    app.get(`/api/v4${path}`, (c) => {
      const grant = grantOf(c.req.header("authorization"));
      if (!grant || !isAllowed(grant, resource)) return c.json(forbidden, 403);
      if (resource === "matters") return c.json(mattersPage(c.req.url));
      return c.json({ data: [{ id: 1 }], meta: { paging: {} } });
    });
  }
  return app;

  function grantOf(authorization = ""): Grant | undefined {
    const token = /^Bearer (\S+)$/.exec(authorization)?.[1];
    const grant = state.grants.find((one) => one.access === token && one.region === region);
    const isLiving = grant && !grant.revoked && grant.expiresAt > state.now();
    return isLiving && state.findUser(grant.userId)?.user.enabled ? grant : undefined;
  }

  /** Permission of the application, right of the user, plan of the account: all must hold. */
  function isAllowed(grant: Grant, resource: Resource): boolean {
    const who = state.findUser(grant.userId);
    if (!who || who.account.plan === "EasyStart") return false;
    const hasRight = who.user.rights === null || who.user.rights.includes(resource);
    return hasRight && grant.permissions[resource]?.read === true;
  }
}

const problem = (type: string, message: string) => ({ error: { type, message } });
const forbidden = problem("ForbiddenError", "User is forbidden from taking that action");
