import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { REFUSAL_GAP_MS } from "@/lib/connection/rules";
import { newId } from "@/lib/ids";
import { openDatabase } from "@/lib/db/client";
import { startChaosProxy } from "@/lib/db/proxy.testing";
import {
  problems,
  providerPauses,
  webhookDeliveries,
  webhookEndpoints,
  webhookMessages,
} from "@/lib/db/schema";
import {
  connectedFirms,
  endTokens,
  setGrants,
  statusesOf,
  type ConnectedFirm,
} from "@/lib/testing/connected-firms";
import { openHouse, type House } from "@/lib/testing/house";
import { makeTestClient } from "@/lib/testing/token-clients";
import { webhookKinds } from "@/lib/vocabulary";
import { openDoor, type OpenDoor } from "./testing/open-door";

// The door renews tokens in the narrowest role of the house: whatever Clio says then must still be
// written with all that follows, and lack no privilege.

/** As Clio says it; anything but JSON comes from what stands before it. */
const FORBIDDEN = JSON.stringify({ error: { type: "ForbiddenError", message: "Not allowed" } });

let house: House;
let door: OpenDoor;
beforeAll(async () => {
  house = await openHouse();
  door = await openDoor(house);
  await house.system.db.query((db) =>
    db.insert(webhookEndpoints).values({
      id: newId("webhookEndpoint"),
      name: "Sync",
      url: "https://sync.acucoders.test/",
      kinds: [...webhookKinds],
      createdBy: "test",
    }),
  );
});
afterEach(async () => {
  await house.heal();
  const denied = door.lines.filter((line) => /permission denied|"level":50/.test(line));
  if (denied.length > 0) throw new Error(`the door lacked a privilege: ${denied.join("")}`);
});
afterAll(async () => {
  await door.close();
  await house.close();
});

/** A firm with keys of its own whose token is over, and how a client asks for it. */
async function overdue() {
  const { firms, integrationId, keys } = await connectedFirms(house, { count: 1, owner: "firm" });
  const [one] = firms;
  if (!one) throw new Error("unreachable: one was asked for");
  const { key } = await makeTestClient(house.staff.admin, { integration: integrationId });
  await endTokens(house, [one]);
  const ask = async () => {
    const { status, body } = await door.token(one.connectionId, key.reveal());
    return [status, body.code];
  };
  return { one, keys, key, ask };
}

const toldOf = ({ firmId }: ConnectedFirm) =>
  house.system.db.query((db) =>
    db
      .select({ kind: webhookMessages.kind, state: webhookDeliveries.state })
      .from(webhookMessages)
      .innerJoin(webhookDeliveries, eq(webhookDeliveries.messageId, webhookMessages.id))
      .where(eq(webhookMessages.firmId, firmId)),
  );
const problemsOf = async ({ firmId }: ConnectedFirm) => {
  const rows = await house.system.db.query((db) =>
    db.select().from(problems).where(eq(problems.firmId, firmId)),
  );
  return rows.map(({ kind }) => kind);
};

it("R-09 an access that was ended at Clio is believed the second time, with its problem and its message", async () => {
  const { one, keys, ask } = await overdue();
  await house.control("revoke", { key: keys.key });
  expect(await ask()).toEqual([503, "token_unavailable"]);
  expect(await statusesOf(house, [one])).toEqual(["checking stale"]);
  const earlier = new Date(Date.now() - REFUSAL_GAP_MS);
  await setGrants(house, [one], { refusedAt: earlier, refreshDueAt: earlier });
  expect(await ask()).toEqual([409, "access_ended"]);
  expect(await statusesOf(house, [one])).toEqual(["access_ended revoked"]);
  expect(await problemsOf(one)).toEqual(["access_ended"]);
  expect(await toldOf(one)).toEqual([{ kind: "connection.access_ended", state: "waiting" }]);
});

it("R-16 keys that Clio no longer takes are the firm's to mend, and the door says so", async () => {
  const { one, keys, ask } = await overdue();
  await house.control(`applications/${keys.appId}`, { secret: "b".repeat(40) }, "PUT");
  expect(await ask()).toEqual([409, "needs_attention"]);
  expect(await statusesOf(house, [one])).toEqual(["needs_attention keys_refused"]);
  expect(await problemsOf(one)).toEqual(["keys_refused"]);
  expect(await toldOf(one)).toEqual([{ kind: "connection.needs_attention", state: "waiting" }]);
});

it("R-11 a region that asks to be left alone is, and the caller is told when to come back", async () => {
  const { ask } = await overdue();
  await house.spoil({
    path: "/oauth/token",
    how: { kind: "status", status: 429, headers: { "retry-after": "120" } },
  });
  expect(await ask()).toEqual([503, "token_unavailable"]);
  const calls = await house.tokenRequests();
  expect(await ask()).toEqual([503, "token_unavailable"]);
  expect(await house.tokenRequests()).toBe(calls);
  const pauses = await house.system.db.query((db) => db.select().from(providerPauses));
  expect(pauses.map(({ region, reason }) => `${region} ${reason}`)).toEqual(["us retry_after"]);
  await house.system.db.query((db) => db.delete(providerPauses));
});

it("while the database is away every caller waits, and the log says so in a line and no stack", async () => {
  const { key } = await overdue();
  const proxy = await startChaosProxy(house.url);
  proxy.mode = "close";
  const machine = openDatabase({ url: proxy.url, role: "anteroom_machine" });
  const cutOff = await openDoor({ ...house, machine });
  try {
    const { status, headers, body } = await cutOff.ask("/v1/connections", key.reveal());
    expect([status, body.code]).toEqual([503, "unavailable"]);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    const said = cutOff.lines.filter((line) => line.includes("a request had to wait"));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("the database cannot answer");
    expect(cutOff.lines.filter((line) => /"stack"|"level":50/.test(line))).toEqual([]);
  } finally {
    await cutOff.close();
    await machine.close();
    proxy.stop();
  }
});

it("a permission that Clio refuses is found by a report, and told", async () => {
  const { one, key } = await overdue();
  await house.spoil({
    path: "/api/v4/contacts",
    how: { kind: "status", status: 403, body: FORBIDDEN },
  });
  const report = { status: 403, resource: "contacts", access: "read" };
  const { status, body } = await door.report(one.connectionId, key.reveal(), report);
  expect([status, body.outcome]).toEqual([200, "permission_refused"]);
  expect(await statusesOf(house, [one])).toEqual(["needs_attention permission_missing"]);
  expect(await problemsOf(one)).toEqual(["permission_missing"]);
});
