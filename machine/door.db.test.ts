import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forgetWriteRefusals } from "@/lib/connection/note-write";
import {
  connectionReports,
  connections,
  events,
  firms,
  scopeChecks,
  tokenKeys,
  tokenUses,
} from "@/lib/db/schema";
import {
  connectedFirms,
  endTokens,
  grantsOf,
  setGrants,
  type ConnectedFirm,
} from "@/lib/testing/connected-firms";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { makeTestClient, nextKey, type TestClient } from "@/lib/testing/token-clients";
import { changeTokenClient } from "@/lib/tokens/change-token-client";
import { createTokenClient } from "@/lib/tokens/create-token-client";
import { forgetReports, REPORTS_KEPT_DAYS } from "@/lib/tokens/forget-reports";
import { makeTokenKey } from "@/lib/tokens/make-token-key";
import { revokeTokenClient } from "@/lib/tokens/revoke-token-client";
import { revokeTokenKey } from "@/lib/tokens/revoke-token-key";
import { reportAnswer } from "@/lib/tokens/report-refusal";
import { clientInput, keyInput } from "@/lib/tokens/schema";
import { sweepTokenUses } from "@/lib/tokens/sweep-token-uses";
import type { EventKind } from "@/lib/vocabulary";
import { accessTokenSchema, connectionSchema, listSchema } from "./answers";
import { openDoor, type OpenDoor } from "./testing/open-door";

let house: House;
let door: OpenDoor;
let other: OpenDoor;
let integration: string;
let seeded: ConnectedFirm[];
let taken = 0;
let client: TestClient;

beforeAll(async () => {
  house = await openHouse();
  door = await openDoor(house);
  // A second process of the door, as far as the first can tell.
  other = await openDoor(house);
  const many = await connectedFirms(house, { count: 24 });
  integration = many.integrationId;
  seeded = many.firms;
  client = await makeTestClient(house.staff.admin, { integration, requests_a_minute: "60000" });
});
afterAll(async () => {
  await door.close();
  await other.close();
  await house.close();
});
beforeEach(() => house.heal());

/** A firm that no other test has touched. */
function firm(): ConnectedFirm {
  const one = seeded[taken];
  taken += 1;
  if (!one) throw new Error("more firms are needed");
  return one;
}

const setFirm = (one: ConnectedFirm, values: Partial<typeof firms.$inferInsert>) =>
  house.system.db.query((db) => db.update(firms).set(values).where(eq(firms.id, one.firmId)));

const historyOf = (kind: EventKind) =>
  house.system.db.query((db) => db.select().from(events).where(eq(events.kind, kind)));
const ask = (one: ConnectedFirm, key = client.key.reveal()) => door.token(one.connectionId, key);

describe("OC-39 the access token", () => {
  it("leaves with what a caller needs, and nothing else", async () => {
    const { status, body, headers } = await ask(firm());
    expect(status).toBe(200);
    expect(accessTokenSchema.strict().parse(body)).toMatchObject({
      token_type: "Bearer",
      cache_seconds: 300,
      api_origin: house.system.env.clioOrigins.us,
      api_version: "4.0.13",
      scopes_proven: ["contacts:read", "users:read"],
    });
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("vary")).toBe("Authorization");
  });

  it("needs a firm that is live, or a client that need not wait", async () => {
    const one = firm();
    const { key } = await makeTestClient(house.staff.admin, { integration, before_live: "" });
    const patient = () => ask(one, key.reveal());
    expect((await patient()).body.code).toBe("not_live");
    await setFirm(one, { liveAt: new Date(), liveCause: "by_staff" });
    expect((await patient()).status).toBe(200);
    await setFirm(one, { liveUntil: new Date(Date.now() - 1000) });
    expect((await patient()).body.code).toBe("not_live");
    expect((await ask(one)).status).toBe(200);
  });

  it("is of the active grant alone, whose account somebody has confirmed", async () => {
    const one = firm();
    await setGrants(house, [one], { state: "staged" });
    expect((await ask(one)).body.code).toBe("not_connected");
    await setGrants(house, [one], { state: "active", accountId: "4711" });
    expect((await ask(one)).body.code).toBe("account_unconfirmed");
    await setGrants(house, [one], { endedAt: new Date(), endedReason: "revoked" });
    const { connectionId } = one;
    await house.system.db.query((db) =>
      db.update(connections).set({ accountId: "4711" }).where(eq(connections.id, connectionId)),
    );
    expect((await ask(one)).body.code).toBe("access_ended");
  });

  it("goes on when the connection needs attention for one permission", async () => {
    const one = firm();
    await house.system.db.query((db) =>
      db
        .update(connections)
        .set({ status: "needs_attention", statusReason: "permission_missing" })
        .where(eq(connections.id, one.connectionId)),
    );
    expect((await ask(one)).status).toBe(200);
  });

  it("is over and cannot be renewed: the caller waits, or somebody has to act", async () => {
    const one = firm();
    await endTokens(house, [one]);
    await house.spoil({ region: "us", path: "/oauth/token", how: { kind: "status", status: 503 } });
    const { status, body, headers } = await ask(one);
    expect([status, body.code]).toEqual([503, "token_unavailable"]);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    await house.system.db.query((db) =>
      db
        .update(connections)
        .set({ status: "needs_attention", statusReason: "keys_refused" })
        .where(eq(connections.id, one.connectionId)),
    );
    expect((await ask(one)).body.code).toBe("needs_attention");
  });

  it.each([0, 200, 1000])(
    "50 callers of two processes and one token that is over: one call of Clio’s, taking %i ms",
    async (ms) => {
      const one = firm();
      await endTokens(house, [one]);
      if (ms > 0)
        await house.spoil({ region: "us", path: "/oauth/token", how: { kind: "latency", ms } });
      const before = await house.tokenRequests();
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          (n % 2 === 0 ? door : other).token(one.connectionId, client.key.reveal()),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
      expect(new Set(answers.map(({ body }) => body.access_token)).size).toBe(1);
      expect((await house.tokenRequests()) - before).toBe(1);
    },
  );

  it("is renewed before it is over, and given all the same when that fails", async () => {
    const one = firm();
    const first = await ask(one);
    await setGrants(house, [one], { refreshDueAt: new Date(Date.now() - 1000) });
    const ago = new Date(Date.now() - 25 * 86_400_000);
    await setGrants(house, [one], { accessIssuedAt: ago, refreshedAt: null });
    await house.spoil({ region: "us", path: "/oauth/token", how: { kind: "status", status: 503 } });
    expect((await ask(one)).body.access_token).toBe(first.body.access_token);
  });
});

describe("token clients", () => {
  it("two keys are active at once, so that one can take the place of the other", async () => {
    const { admin } = house.staff;
    const one = await makeTestClient(admin, { integration });
    const next = await nextKey(admin, one.clientId);
    const third = makeTokenKey(admin, { clientId: one.clientId, ...keyInput.parse({}) });
    expect(await codeOf(third)).toBe("conflict");
    const at = firm();
    expect((await ask(at, one.key.reveal())).status).toBe(200);
    expect((await ask(at, next.key.reveal())).status).toBe(200);
    await revokeTokenKey(admin, one);
    expect((await ask(at, one.key.reveal())).body.code).toBe("key_revoked");
    expect((await ask(at, next.key.reveal())).status).toBe(200);
    await revokeTokenClient(admin, one);
    expect((await ask(at, next.key.reveal())).body.code).toBe("key_revoked");
    const late = changeTokenClient(admin, {
      clientId: one.clientId,
      ...clientInput.parse({ name: "Late", integration, may_read_status: "on" }),
    });
    expect(await codeOf(late)).toBe("conflict");
  });

  it("are made by administrators alone, and for something that is there", async () => {
    const fields = { name: "A service", may_read_status: "on" };
    const make = (ctx: House["system"], more: Record<string, string>) =>
      codeOf(createTokenClient(ctx, clientInput.parse({ ...fields, ...more })));
    expect(await make(house.staff.operator, { integration })).toBe("forbidden");
    expect(await make(house.staff.admin, {})).toBe("invalid_input");
    expect(await make(house.staff.admin, { integration: "intg_none" })).toBe("invalid_input");
    expect(await make(house.staff.admin, { firms: "firm_none" })).toBe("invalid_input");
    expect(await make(house.staff.admin, { integration })).toBe("done");
  });

  it("see the firms of their integration, those that they were given, or both", async () => {
    const foreign = await connectedFirms(house, { count: 2, region: "eu" });
    const [given, hidden] = foreign.firms;
    if (!given || !hidden) throw new Error("two firms were asked for");
    const ids = async (fields: Record<string, string>) => {
      const { key } = await makeTestClient(house.staff.admin, fields);
      const { body } = await door.ask("/v1/connections?limit=100", key.reveal());
      const page = listSchema.parse(body);
      return page.connections.map(({ id }) => id);
    };
    const own = await ids({ integration });
    expect(own.length).toBe(seeded.length);
    expect(await ids({ firms: given.firmId })).toEqual([given.connectionId]);
    const both = await ids({ integration, firms: given.firmId });
    expect(both.toSorted()).toEqual([...own, given.connectionId].toSorted());
    expect(both).not.toContain(hidden.connectionId);
  });

  it("a refused request with a known key is an event at once, and cannot flood the history", async () => {
    const before = (await historyOf("token_client.refused")).length;
    const one = await makeTestClient(house.staff.admin, { integration, may_take_tokens: "" });
    const at = firm();
    for (let n = 0; n < 20; n += 1) await ask(at, one.key.reveal());
    const lines = await historyOf("token_client.refused");
    expect(lines.length - before).toBe(1);
    expect(lines.at(-1)).toMatchObject({
      actorKind: "token_client",
      actorId: one.clientId,
      data: { reason: "right_missing", key: one.keyId },
    });
  });
});

describe("what is told of connections", () => {
  it("page by page, each connection once, by what is asked for", async () => {
    const key = client.key.reveal();
    const found: string[] = [];
    let path: string | null = "/v1/connections?limit=7";
    while (path) {
      const { status, body } = await door.ask(path, key);
      expect(status).toBe(200);
      const page = listSchema.parse(body);
      expect(page.connections.length).toBeLessThanOrEqual(7);
      found.push(...page.connections.map(({ id }) => id));
      path = page.next_cursor && `/v1/connections?limit=7&cursor=${page.next_cursor}`;
    }
    expect(found.toSorted()).toEqual(seeded.map(({ connectionId }) => connectionId).toSorted());
    const none = [
      "region=au",
      "live=true&status=not_connected",
      `updated_since=2099-01-01T00:00:00Z`,
    ];
    for (const filter of none) {
      const { body } = await door.ask(`/v1/connections?${filter}`, key);
      expect([filter, body]).toEqual([filter, { connections: [], next_cursor: null }]);
    }
  });

  it("a status that time has changed is computed before it is told", async () => {
    const one = firm();
    await house.system.db.query((db) =>
      db
        .update(connections)
        .set({ status: "needs_attention", statusChangesAt: sql`now()` })
        .where(eq(connections.id, one.connectionId)),
    );
    const key = client.key.reveal();
    const { body } = await door.ask("/v1/connections?status=needs_attention&limit=100", key);
    const ids = listSchema.parse(body).connections.map(({ id }) => id);
    expect(ids).not.toContain(one.connectionId);
    const alone = await door.ask(`/v1/connections/${one.connectionId}`, key);
    const shown = connectionSchema.strict().parse(alone.body);
    expect(shown.status).not.toBe("needs_attention");
    expect(shown.scopes[0]).toMatchObject({ resource: "contacts", access: "read", required: true });
  });

  it("its document names every route and schema", async () => {
    const { status, body } = await door.ask("/v1/openapi.json", null);
    expect(status).toBe(200);
    expect(Object.keys(body.paths as object)).toEqual([
      "/v1/connections",
      "/v1/connections/{id}",
      "/v1/connections/{id}/access-token",
      "/v1/connections/{id}/report",
    ]);
  });
});

describe("a report", () => {
  const report = (one: ConnectedFirm, body: object, once?: string) =>
    door.report(one.connectionId, client.key.reveal(), body, once);
  const outcomeOf = async (one: ConnectedFirm, body: object) =>
    reportAnswer.strict().parse((await report(one, body)).body).outcome;

  it("of a 401 is looked into: a token that works, one that Clio calls over, one that was renewed", async () => {
    const one = firm();
    expect(await outcomeOf(one, { status: 401 })).toBe("token_works");
    const before = new Date(Date.now() - 86_400_000).toISOString();
    expect(await outcomeOf(one, { status: 401, token_expires_at: before })).toBe("token_renewed");
    await house.spoil({
      region: "us",
      path: "/api/v4/users/who_am_i",
      next: 1,
      how: { kind: "status", status: 401 },
    });
    expect(await outcomeOf(one, { status: 401 })).toBe("token_renewed");
  });

  it("of a 403 on a read is probed", async () => {
    const one = firm();
    expect(await outcomeOf(one, { status: 403, resource: "contacts", access: "read" })).toBe(
      "permission_works",
    );
    expect(await outcomeOf(one, { status: 403, resource: "billing", access: "read" })).toBe(
      "permission_unused",
    );
  });

  it("of a 403 on a write is kept, and believed with another one on another day", async () => {
    const one = firm();
    const resource = "contacts";
    const refused = { status: 403, resource, access: "write" };
    const check = async () => {
      const [row] = await house.system.db.query((db) =>
        db
          .select()
          .from(scopeChecks)
          .where(and(eq(scopeChecks.grantId, one.grantId), eq(scopeChecks.resource, resource))),
      );
      return row;
    };
    expect(await outcomeOf(one, refused)).toBe("write_noted");
    expect((await check())?.writeResult).toBe(null);
    await house.system.db.query((db) =>
      db
        .update(scopeChecks)
        .set({ writeRefusedAt: sql`now() - interval '2 days'` })
        .where(eq(scopeChecks.grantId, one.grantId)),
    );
    await outcomeOf(one, refused);
    expect(await check()).toMatchObject({ writeResult: "refused", result: "works" });
    // Somebody looks again: the refusal is asked for anew, and the history says so.
    const [grant] = await grantsOf(house, [one]);
    if (!grant) throw new Error("unreachable: it is connected");
    await forgetWriteRefusals(house.system, grant);
    expect(await check()).toMatchObject({ writeResult: null, writeRefusedAt: null });
    const changes = await historyOf("connection.scope_changed");
    expect(changes.filter(({ firmId }) => firmId === one.firmId).at(-1)?.data).toMatchObject({
      resource,
      access: "write",
      from: "refused",
      to: "not_tested",
    });
    await outcomeOf(one, { status: 201, resource, access: "write" });
    expect((await check())?.writeResult).toBe("works");
    const { body } = await ask(one);
    expect(body.scopes_proven).toContain("contacts:write");
  });

  it("sent twice is looked into once, and concerns what is connected", async () => {
    const one = firm();
    const refused = { status: 403, resource: "contacts", access: "write" };
    const count = async () =>
      (await historyOf("connection.reported")).filter(({ firmId }) => firmId === one.firmId).length;
    const [first, second] = [
      await report(one, refused, "the-same-1"),
      await report(one, refused, "the-same-1"),
    ];
    expect(second.body).toEqual(first.body);
    expect(await count()).toBe(1);
    // After a month it is forgotten, and what has the same key is a report of its own.
    await forgetReports(house.system);
    expect((await report(one, refused, "the-same-1")).body).toEqual(first.body);
    await house.system.db.query((db) =>
      db
        .update(connectionReports)
        .set({ at: sql`now() - make_interval(days => ${REPORTS_KEPT_DAYS}, mins => 1)` })
        .where(eq(connectionReports.firmId, one.firmId)),
    );
    await forgetReports(house.system);
    await report(one, refused, "the-same-1");
    expect(await count()).toBe(2);
    await setGrants(house, [one], { state: "retired" });
    expect((await report(one, { status: 401 })).body.code).toBe("nothing_to_report_on");
  });
});

describe("what was taken", () => {
  it("is counted in memory, flushed, and told once for client, connection and hour", async () => {
    const one = firm();
    const mine = await makeTestClient(house.staff.admin, { integration });
    for (let n = 0; n < 3; n += 1) await ask(one, mine.key.reveal());
    const uses = () =>
      house.system.db.query((db) =>
        db.select().from(tokenUses).where(eq(tokenUses.clientId, mine.clientId)),
      );
    expect(await uses()).toEqual([]);
    await door.services.uses.flush();
    expect(await uses()).toMatchObject([{ count: 3, connectionId: one.connectionId }]);
    await ask(one, mine.key.reveal());
    // As when the process is told to stop.
    await door.services.uses.start()();
    expect(await uses()).toMatchObject([{ count: 4 }]);
    const [key] = await house.system.db.query((db) =>
      db.select().from(tokenKeys).where(eq(tokenKeys.id, mine.keyId)),
    );
    expect(key?.lastUsedAt).toBeTruthy();

    await sweepTokenUses(house.system);
    expect((await house.historyOf(one.firmId, "tokens.taken")).length).toBe(0);
    await house.system.db.query((db) =>
      db
        .update(tokenUses)
        .set({ hour: sql`${tokenUses.hour} - interval '2 hours'` })
        .where(eq(tokenUses.clientId, mine.clientId)),
    );
    await sweepTokenUses(house.system);
    await sweepTokenUses(house.system);
    const told = await house.historyOf(one.firmId, "tokens.taken");
    expect(told.map(({ data }) => data)).toMatchObject([{ count: 4, client: mine.clientId }]);
  });

  it("no key and no token stands in the log", async () => {
    const log = [...door.lines, ...other.lines].join("");
    expect(log).not.toContain(client.key.reveal().slice(32));
    const { body } = await ask(firm());
    expect(log).not.toContain(String(body.access_token));
    expect(log).toContain("/v1/connections/:id/access-token");
  });
});
