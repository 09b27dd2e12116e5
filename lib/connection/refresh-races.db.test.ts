import { eq, inArray } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { storeAgencyKeys } from "@/lib/applications/store-agency-keys";
import { storeKeys } from "@/lib/applications/store-keys";
import { applications, grants } from "@/lib/db/schema";
import {
  connectedFirms,
  grantsOf,
  makeDue,
  statusesOf,
  type ConnectedFirm,
} from "@/lib/testing/connected-firms";
import { openHouse, type House } from "@/lib/testing/house";
import { accessTokenFor } from "./access-token-for";
import { disconnect } from "./disconnect";
import { refreshDueAt } from "./due-rules";
import { queueDue } from "./queue-due";
import { refreshConnection } from "./refresh-connection";
import { REFUSAL_GAP_MS } from "./rules";
import { spreadOf } from "./spread";
import { openRefreshToken } from "./tokens-at-rest";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(async () => {
  await house.heal();
  await house.control("scenario", { refresh: "steady" }, "PUT");
});
afterAll(() => house.close());

const TOKEN = "/oauth/token";
const HOUR_MS = 3_600_000;
const renew = (firm: ConnectedFirm | undefined, force = false) =>
  refreshConnection(house.system, { grantId: firm?.grantId ?? "", force });
const set = (firms: ConnectedFirm[], values: Partial<typeof grants.$inferInsert>) =>
  house.system.db.query((db) =>
    db
      .update(grants)
      .set(values)
      .where(
        inArray(
          grants.id,
          firms.map(({ grantId }) => grantId),
        ),
      ),
  );
/** The token requests that `work` caused. */
async function asked(work: () => Promise<unknown>): Promise<number> {
  const before = await house.tokenRequests();
  await work();
  return (await house.tokenRequests()) - before;
}
async function isHeld(): Promise<void> {
  await expect.poll(() => house.control<number>("held")).toBe(1);
}
/** Whether Clio still gives tokens for what is stored. */
async function isAlive(firm: ConnectedFirm | undefined): Promise<boolean> {
  const [grant] = firm ? await grantsOf(house, [firm]) : [];
  const stored = grant ? openRefreshToken(house.system, grant).reveal() : "";
  type Grants = { grants: { refresh: string }[] };
  const { grants: living } = await house.control<Grants>("state");
  return living.some(({ refresh }) => refresh === stored);
}

it("R-06 sixteen at once renew once in each of ten rounds, and no family of tokens is ended", async () => {
  await house.control("scenario", { refresh: "rotating" }, "PUT");
  const { firms } = await connectedFirms(house, { count: 1 });
  const grantId = firms[0]?.grantId ?? "";
  let requests = 0;
  for (let round = 0; round < 10; round += 1) {
    await makeDue(house, firms);
    const tokens = new Set<string>();
    requests += await asked(async () => {
      const all = Array.from({ length: 16 }, () => accessTokenFor(house.system, grantId));
      for (const token of await Promise.all(all)) tokens.add(token.reveal());
    });
    const [grant] = await grantsOf(house, firms);
    expect(grant?.leaseUntil).toBeNull();
    expect(tokens.size).toBe(1);
  }
  expect(requests).toBe(10);
  expect(await isAlive(firms[0])).toBe(true);
});

describe("R-07 a process that stood still longer than its lease", () => {
  /** Takes a lease, is held at Clio, and loses it to another one, which renews. */
  async function overtaken(afterwards: boolean) {
    const { firms } = await connectedFirms(house, { count: 1 });
    const [firm] = firms;
    await house.spoil({ path: TOKEN, next: 1, afterwards, how: { kind: "hold" } });
    const zombie = renew(firm, true);
    await isHeld();
    await set(firms, { leaseUntil: new Date(Date.now() - 1000) });
    expect((await renew(firm, true)).kind).toBe("refreshed");
    const [newer] = await grantsOf(house, firms);
    return { firms, zombie, newer };
  }

  it.each([
    ["whose call was done before", true],
    ["whose call is done after", false],
  ])("%s: its write is refused, and the newer tokens stay", async (_name, afterwards) => {
    const { firms, zombie, newer } = await overtaken(afterwards);
    await house.heal();
    expect(await zombie).toEqual({ kind: "overtaken" });
    expect(await grantsOf(house, firms)).toEqual([newer]);
    expect(newer?.refreshOutcome).toBe("refreshed");
  });
});

it("a grant that is asked for before its time is due at its time, and is not asked for until then", async () => {
  const { firms } = await connectedFirms(house, { count: 1 });
  const at = Date.now();
  await set(firms, { refreshDueAt: new Date(at - 1000), refreshedAt: new Date(at - HOUR_MS) });
  expect(await asked(() => renew(firms[0]))).toBe(0);
  const [grant] = await grantsOf(house, firms);
  expect(grant?.leaseUntil).toBeNull();
  const dueAt = grant && refreshDueAt(grant, spreadOf(grant.connectionId));
  expect(grant?.refreshDueAt).toEqual(dueAt);
  expect(dueAt?.getTime()).toBeGreaterThan(at + HOUR_MS);
});

it("leases taken together: each renews its own, and a row that somebody works on keeps no other waiting", async () => {
  const { firms } = await connectedFirms(house, { count: 12 });
  await makeDue(house, firms);
  const [locked, ...others] = firms;
  const { promise: isDone, resolve: finish } = Promise.withResolvers<void>();
  const { promise: isLocked, resolve: noteLocked } = Promise.withResolvers<void>();
  const work = house.system.db.transaction(async (tx) => {
    const { grantId = "" } = locked ?? {};
    await tx.select().from(grants).where(eq(grants.id, grantId)).for("update");
    noteLocked();
    await isDone;
  });
  await isLocked;
  let isOver = false;
  const requests = await asked(async () => {
    const slow = renew(locked).finally(() => (isOver = true));
    const quick = await Promise.all(others.map((firm) => renew(firm)));
    expect(quick.map(({ kind }) => kind)).toEqual(others.map(() => "refreshed"));
    expect(isOver).toBe(false);
    finish();
    await work;
    expect((await slow).kind).toBe("refreshed");
  });
  expect(requests).toBe(firms.length);
  const stored = await grantsOf(house, firms);
  expect(new Set(stored.map(({ leaseUntil }) => leaseUntil))).toEqual(new Set([null]));
  for (const firm of firms) expect(await isAlive(firm)).toBe(true);
});

describe("a firm that disconnects while Clio is asked for new tokens", () => {
  it.each([
    ["before Clio takes the request", false],
    ["after Clio has made them", true],
  ])("%s: keeps none of them, and the access is ended at Clio", async (_name, afterwards) => {
    const { user } = await house.account("Hartley & Moss LLP");
    const firm = await house.firm();
    await house.connect(firm, undefined, { user });
    const stored = () =>
      house.system.db.query((db) => db.select().from(grants).where(eq(grants.firmId, firm.id)));
    const [grant] = await stored();
    const living = async () => {
      type Grants = { grants: { userId: number; revoked: boolean }[] };
      const { grants: all } = await house.control<Grants>("state");
      return all.filter((one) => one.userId === user && !one.revoked).length;
    };
    expect(await living()).toBe(1);
    await house.spoil({ path: TOKEN, next: 1, afterwards, how: { kind: "hold" } });
    const renewal = refreshConnection(house.system, { grantId: grant?.id ?? "", force: true });
    await isHeld();
    await disconnect(firm.contact);
    await house.heal();
    expect(await renewal).toEqual({ kind: "overtaken" });
    expect((await stored())[0]).toMatchObject({
      state: "retired",
      refreshTokenSealed: null,
      accessTokenSealed: null,
      leaseUntil: null,
    });
    expect(await living()).toBe(0);
  });
});

it("R-08 a refusal of a token that another process has renewed meanwhile is not believed", async () => {
  await house.control("scenario", { refresh: "rotating" }, "PUT");
  const { firms } = await connectedFirms(house, { count: 1 });
  const [firm] = firms;
  // Refused as a provider that rotates does it; here without ending the family.
  const instead = { status: 400, body: JSON.stringify({ error: "invalid_grant" }) };
  for (let round = 0; round < 5; round += 1) {
    await house.spoil({ path: TOKEN, next: 1, how: { kind: "hold", instead } });
    await makeDue(house, firms);
    const slow = accessTokenFor(house.system, firm?.grantId ?? "");
    await isHeld();
    await set(firms, { leaseUntil: new Date(Date.now() - 1000) });
    expect((await renew(firm)).kind).toBe("refreshed");
    await house.heal();
    const [grant] = await grantsOf(house, firms);
    expect(grant).toMatchObject({ refusedAt: null, refreshFailures: 0 });
    const newest = await accessTokenFor(house.system, firm?.grantId ?? "");
    expect((await slow).reveal()).toBe(newest.reveal());
  }
  expect(await house.historyOf(firm?.firmId ?? "", "connection.refresh_failed")).toEqual([]);
});

it("R-09 access that a user ended is believed at the second refusal, and never asked for again", async () => {
  const { firms, keys } = await connectedFirms(house, { count: 1 });
  const [firm] = firms;
  await house.control("revoke", { key: keys.key });
  const calls = await asked(async () => {
    expect(await renew(firm, true)).toMatchObject({ failure: { code: "invalid_grant" } });
    expect(await statusesOf(house, firms)).toEqual(["checking stale"]);
    await set(firms, { refusedAt: new Date(Date.now() - REFUSAL_GAP_MS) });
    await renew(firm, true);
    expect(await statusesOf(house, firms)).toEqual(["access_ended revoked"]);
    for (let more = 0; more < 5; more += 1) {
      expect(await renew(firm, true)).toEqual({ kind: "not_needed", reason: "ended" });
    }
    await queueDue(house.system);
  });
  expect(calls).toBe(2);
});

it.each([
  ["refresh_token", { token_type: "bearer", access_token: "new1", expires_in: 60_000 }, 60_000],
  ["expires_in", { token_type: "bearer", access_token: "new2", refresh_token: "r2" }, 3600],
  ["scope", { token_type: "bearer", access_token: "new3", expires_in: 7200, scope: "" }, 7200],
])("R-15 OC-38 an answer without %s is taken", async (_name, answer, seconds) => {
  const { firms } = await connectedFirms(house, { count: 1 });
  const [before] = await grantsOf(house, firms);
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify(answer);
  await house.spoil({ path: TOKEN, next: 1, how: { kind: "status", status: 200, headers, body } });
  expect((await renew(firms[0], true)).kind).toBe("refreshed");
  const [after] = await grantsOf(house, firms);
  if (!before || !after) throw new Error("no grant");
  const life = after.accessExpiresAt.getTime() - after.accessIssuedAt.getTime();
  expect(life).toBe(seconds * 1000);
  const kept = openRefreshToken(house.system, before).reveal();
  const refresh = "refresh_token" in answer ? answer.refresh_token : kept;
  expect(openRefreshToken(house.system, after).reveal()).toBe(refresh);
});

describe("R-16 keys that Clio refuses", () => {
  const waitFor = (applicationId: string, ms: number) =>
    house.system.db.query((db) =>
      db
        .update(applications)
        .set({ keyCheckedAt: new Date(Date.now() - ms) })
        .where(eq(applications.id, applicationId)),
    );
  const noticesOf = async () =>
    (await house.mailsOf(null, "staff_notice")).filter(({ subject }) => /keys/.test(subject));

  it("of an application of ours are tried three times a day however many firms wait, told once, and heal when stored anew", async () => {
    const { firms, keys, applicationId } = await connectedFirms(house, { count: 40 });
    await house.control(`applications/${keys.appId}`, { secret: "changed" }, "PUT");
    await makeDue(house, firms);
    const before = (await noticesOf()).length;
    const first = await asked(async () => {
      await renew(firms[0]);
      for (const firm of firms) await renew(firm);
    });
    expect(first).toBe(1);
    const rest = await asked(async () => {
      for (const hours of [1, 7.9, 8, 8]) {
        await makeDue(house, firms);
        await waitFor(applicationId, hours * HOUR_MS);
        await Promise.all(firms.map((firm) => renew(firm)));
      }
    });
    expect(rest).toBe(2);
    const told = (await noticesOf()).slice(0, (await noticesOf()).length - before);
    // One to each of staff who may act.
    expect(told.map(({ subject }) => subject)).toEqual(
      Array(2).fill("AcuCoders: Clio refuses the keys of our application"),
    );
    expect(new Set(await statusesOf(house, firms.slice(0, 1)))).toEqual(
      new Set(["checking our_fault"]),
    );
    const secret = "a".repeat(40);
    await house.control(`applications/${keys.appId}`, { secret }, "PUT");
    await storeAgencyKeys(house.staff.operator, {
      applicationId,
      client_id: keys.key,
      client_secret: secret,
    });
    const soon = (await grantsOf(house, firms)).map(({ refreshDueAt }) => refreshDueAt);
    const latest = Math.max(...soon.map((at) => at?.getTime() ?? Infinity));
    expect(latest).toBeLessThan(Date.now() + 6 * 60_000);
    await makeDue(house, firms);
    for (const firm of firms.slice(0, 3)) expect((await renew(firm)).kind).toBe("refreshed");
  });

  it("and heal by themselves when a try of the day finds that Clio takes them again", async () => {
    const { firms, keys, applicationId } = await connectedFirms(house, { count: 3 });
    await house.control(`applications/${keys.appId}`, { secret: "changed" }, "PUT");
    await makeDue(house, firms);
    for (const firm of firms) await renew(firm);
    await house.control(`applications/${keys.appId}`, { secret: keys.secret }, "PUT");
    await makeDue(house, firms);
    expect(await asked(async () => renew(firms[0]))).toBe(0);
    await waitFor(applicationId, 8 * HOUR_MS);
    await makeDue(house, firms);
    expect((await renew(firms[1])).kind).toBe("refreshed");
    await makeDue(house, firms);
    expect((await renew(firms[2])).kind).toBe("refreshed");
  });

  it("of a firm's own are told to staff once, and are the firm's to send again", async () => {
    const { user } = await house.account("Hartley & Moss LLP");
    const firm = await house.firm();
    const keys = await house.connect(firm, undefined, { user });
    const secret = "b".repeat(40);
    await house.control(`applications/${keys.appId}`, { secret }, "PUT");
    const [grant] = await house.system.db.query((db) =>
      db.select().from(grants).where(eq(grants.firmId, firm.id)),
    );
    const one = {
      firmId: firm.id,
      connectionId: grant?.connectionId ?? "",
      grantId: grant?.id ?? "",
    };
    const before = (await noticesOf()).length;
    expect(await renew(one, true)).toMatchObject({ failure: { code: "invalid_client" } });
    expect(await statusesOf(house, [one])).toEqual(["needs_attention keys_refused"]);
    await waitFor(grant?.applicationId ?? "", 8 * HOUR_MS);
    await renew(one, true);
    expect((await noticesOf()).length - before).toBe(2);
    await storeKeys(firm.contact, { region: "us", client_id: keys.key, client_secret: secret });
    expect((await renew(one, true)).kind).toBe("refreshed");
    expect(await statusesOf(house, [one])).toEqual(["working all_proven"]);
  });
});
