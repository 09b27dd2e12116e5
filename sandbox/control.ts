import { Hono, type MiddlewareHandler } from "hono";
import { z, ZodError } from "zod";
import { Faults } from "./faults";
import { plans, regions, resources, type Region, type State } from "./state";

const userChange = z.strictObject({
  enabled: z.boolean().optional(),
  email: z.string().optional(),
  name: z.string().optional(),
  rights: z.array(z.enum(resources)).nullable().optional(),
});
const newAccount = z.strictObject({
  region: z.enum(regions).default("us"),
  name: z.string(),
  owner: z.email(),
  plan: z.enum(plans).default("Essentials"),
  createdAt: z.iso.datetime().optional(),
});
const newUser = z.strictObject({
  name: z.string(),
  email: z.email(),
  owner: z.boolean().default(false),
  roles: z.array(z.string()).default([]),
  rights: z.array(z.enum(resources)).nullable().default(null),
});
const applicationChange = z.strictObject({
  redirectUris: z.array(z.string()).optional(),
  secret: z.string().optional(),
  permissions: z
    .partialRecord(z.enum(resources), z.strictObject({ read: z.boolean(), write: z.boolean() }))
    .optional(),
});
const newGrants = z.strictObject({ userId: z.number(), count: z.number().int().min(1).max(2000) });
const accountChange = z.strictObject({
  plan: z.enum(plans).optional(),
  name: z.string().optional(),
});
const scenarioChange = z.strictObject({
  pkce: z.enum(["ignore", "enforce"]).optional(),
  refresh: z.enum(["steady", "rotating"]).optional(),
  graceSeconds: z.number().int().nonnegative().optional(),
  expiresIn: z.number().int().positive().optional(),
  rateLimit: z.number().int().positive().optional(),
  scope: z.string().nullable().optional(),
});

/** One request that a region got, with its secrets: tests look for what was sent, and where. */
type Recorded = {
  region: Region;
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: string;
  at: number;
  /** How long the answer took, faults and all. */
  ms: number;
};

const MAX_RECORDED = 5000;
const MAX_BODY = 8192;

/** Looks at and steers the sandbox: for tests and for people who want to see a fault. */
export class Control {
  readonly faults = new Faults();
  readonly #requests: Recorded[] = [];

  /** Keeps every request to a region. */
  recorder(state: State, region: Region): MiddlewareHandler {
    return async (c, next) => {
      const { pathname, search } = new URL(c.req.url);
      const begun = performance.now();
      const entry: Recorded = {
        region,
        method: c.req.method,
        path: pathname,
        query: search,
        headers: c.req.header(),
        body: c.req.method === "GET" ? "" : (await c.req.text()).slice(0, MAX_BODY),
        at: state.now(),
        ms: 0,
      };
      this.#requests.push(entry);
      if (this.#requests.length > MAX_RECORDED) this.#requests.shift();
      await next();
      entry.ms = performance.now() - begun;
    };
  }

  routes(state: State): Hono {
    const app = new Hono();
    app.onError((thrown, c) =>
      thrown instanceof ZodError || thrown instanceof SyntaxError
        ? c.json({ error: thrown.message }, 400)
        : c.json({ error: String(thrown) }, 500),
    );
    app.get("/control/faults", (c) => c.json(this.faults.list()));
    app.get("/control/held", (c) => c.json(this.faults.held));
    app.post("/control/faults", async (c) => c.json(this.faults.add(await c.req.json()), 201));
    app.delete("/control/faults", (c) => {
      this.faults.clear();
      return c.body(null, 204);
    });
    app.get("/control/requests", (c) => c.json(this.#requests));
    app.delete("/control/requests", (c) => {
      this.#requests.length = 0;
      return c.body(null, 204);
    });
    app.get("/control/scenario", (c) => c.json(state.scenario));
    app.put("/control/scenario", async (c) => {
      Object.assign(state.scenario, scenarioChange.parse(await c.req.json()));
      state.save();
      return c.json(state.scenario);
    });
    app.post("/control/clock", async (c) => {
      const { advanceSeconds } = await c.req.json<{ advanceSeconds: number }>();
      state.clockOffsetMs += advanceSeconds * 1000;
      return c.json({ now: new Date(state.now()).toISOString() });
    });
    app.post("/control/applications", async (c) =>
      c.json(state.register(await c.req.json<Parameters<State["register"]>[0]>())),
    );
    app.put("/control/applications/:id", async (c) => {
      const found = state.applications.find((one) => one.appId === Number(c.req.param("id")));
      if (!found) return c.json({ error: "no such application" }, 404);
      Object.assign(found, applicationChange.parse(await c.req.json()));
      state.save();
      return c.json(found);
    });
    app.post("/control/applications/:id/grants", async (c) => {
      const found = state.applications.find((one) => one.appId === Number(c.req.param("id")));
      if (!found) return c.json({ error: "no such application" }, 404);
      const { userId, count } = newGrants.parse(await c.req.json());
      const made = Array.from({ length: count }, () => state.grant(found, userId));
      state.save();
      return c.json(made, 201);
    });
    app.post("/control/accounts/:id/users", async (c) => {
      const made = state.addUser(Number(c.req.param("id")), newUser.parse(await c.req.json()));
      return made ? c.json(made, 201) : c.json({ error: "no such account" }, 404);
    });
    app.put("/control/users/:id", async (c) => {
      const found = state.findUser(Number(c.req.param("id")));
      if (!found) return c.json({ error: "no such user" }, 404);
      Object.assign(found.user, userChange.parse(await c.req.json()));
      state.save();
      return c.json(found.user);
    });
    app.post("/control/accounts", async (c) =>
      c.json(state.openAccount(newAccount.parse(await c.req.json())), 201),
    );
    app.put("/control/accounts/:id", async (c) => {
      const found = state.accounts.find((one) => one.id === Number(c.req.param("id")));
      if (!found) return c.json({ error: "no such account" }, 404);
      Object.assign(found, accountChange.parse(await c.req.json()));
      state.save();
      return c.json(found);
    });
    app.post("/control/revoke", async (c) => {
      const { key } = await c.req.json<{ key: string }>();
      for (const grant of state.grants) if (grant.key === key) grant.revoked = true;
      state.save();
      return c.body(null, 204);
    });
    app.get("/control/state", (c) =>
      c.json({
        accounts: state.accounts,
        applications: state.applications,
        grants: state.grants.filter((grant) => !grant.revoked),
      }),
    );
    return app;
  }
}
