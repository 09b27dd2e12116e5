import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { grants } from "@/lib/db/schema";
import { connectedFirms } from "@/lib/testing/connected-firms";
import { openHouse, type House } from "@/lib/testing/house";
import { makeTestClient } from "@/lib/testing/token-clients";
import { parseKey } from "./key";
import { takeAccessToken } from "./take-access-token";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

it("OC-39 gives the token of a valid grant", async () => {
  const { firms, integrationId } = await connectedFirms(house, { count: 1 });
  const { key } = await makeTestClient(house.system, { integration: integrationId });
  const parsed = parseKey(key.reveal());
  if (!parsed || !firms[0]) throw new Error("no key or firm");
  const { env, jobs, log, ring } = house.system;
  const door = { database: house.machine, env, jobs, log, ring };
  const view = await takeAccessToken(door, {
    key: parsed,
    connectionId: firms[0].connectionId,
    requestId: "req_test",
  });
  expect(view.apiOrigin).toBe(env.clioOrigins.us);
  await house.system.db.query((db) =>
    db
      .update(grants)
      .set({ accessExpiresAt: sql`now()`, refreshDueAt: sql`now()` })
      .where(eq(grants.id, firms[0]?.grantId ?? "")),
  );
  const next = await takeAccessToken(door, {
    key: parsed,
    connectionId: firms[0].connectionId,
    requestId: "req_test",
  });
  expect(next.accessToken.reveal()).not.toBe(view.accessToken.reveal());
});
