import { Hono } from "hono";
import type { State } from "./state";

/** One request that a region got; bodies and headers with their secrets, for tests to look at. */
export type Recorded = { region: string; method: string; path: string; query: string; at: number };

const MAX_RECORDED = 5000;

/** Looks at and steers the sandbox: for tests and for people who want to see a fault. */
export class Control {
  readonly requests: Recorded[] = [];

  record(request: Recorded): void {
    this.requests.push(request);
    if (this.requests.length > MAX_RECORDED) this.requests.shift();
  }

  routes(state: State): Hono {
    const app = new Hono();
    app.get("/control/requests", (c) => c.json(this.requests));
    app.delete("/control/requests", (c) => {
      this.requests.length = 0;
      return c.body(null, 204);
    });
    app.get("/control/scenario", (c) => c.json(state.scenario));
    app.put("/control/scenario", async (c) => {
      Object.assign(state.scenario, await c.req.json());
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
    app.post("/control/revoke", async (c) => {
      const { key } = await c.req.json<{ key: string }>();
      for (const grant of state.grants) if (grant.key === key) grant.revoked = true;
      return c.body(null, 204);
    });
    app.get("/control/state", (c) =>
      c.json({
        accounts: state.accounts,
        applications: state.applications,
        grants: state.grants.filter((grant) => !grant.revoked).length,
      }),
    );
    return app;
  }
}
