import { eq, inArray } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { grants, providerPauses } from "@/lib/db/schema";
import {
  connectedFirms,
  grantsOf,
  makeDue,
  type ConnectedFirm,
} from "@/lib/testing/connected-firms";
import { openHouse, type House } from "@/lib/testing/house";
import type { Region } from "@/lib/vocabulary";
import { accessTokenFor } from "./access-token-for";
import { checkIdentity } from "./check-identity";
import { checkPermissions } from "./check-permissions";
import { tryOneOfEachRegion } from "./pull-forward";
import { refreshConnection } from "./refresh-connection";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await house.heal();
  await house.system.db.query((db) => db.delete(providerPauses));
});
afterAll(() => house.close());

const MINUTE_MS = 60_000;
const renew = ({ grantId }: ConnectedFirm) =>
  refreshConnection(house.system, { grantId, force: false });
const kindOf = async (firm: ConnectedFirm) => (await renew(firm)).kind;
/** Renews them as a worker does, so many at once; how many calls of Clio it took. */
async function renewAll(firms: ConnectedFirm[], atOnce = 5): Promise<number> {
  const before = await house.tokenRequests();
  for (let first = 0; first < firms.length; first += atOnce) {
    await Promise.all(firms.slice(first, first + atOnce).map(renew));
  }
  return (await house.tokenRequests()) - before;
}
const pauseOf = async (region: Region) => {
  const rows = await house.system.db.query((db) =>
    db.select().from(providerPauses).where(eq(providerPauses.region, region)),
  );
  return rows[0] ?? null;
};
const endPause = (region: Region) =>
  house.system.db.query((db) =>
    db
      .update(providerPauses)
      .set({ until: new Date(Date.now() - 1000) })
      .where(eq(providerPauses.region, region)),
  );
/** Whatever was renewed or backed off is due. */
const dueNow = (firms: ConnectedFirm[], ms = -1000) =>
  house.system.db.query((db) =>
    db
      .update(grants)
      .set({ refreshDueAt: new Date(Date.now() + ms) })
      .where(
        inArray(
          grants.id,
          firms.map(({ grantId }) => grantId),
        ),
      ),
  );
const fail = (region: Region, status = 503, more: object = {}) =>
  house.spoil({ region, path: "/oauth/token", how: { kind: "status", status }, ...more });
const failing = async (firms: ConnectedFirm[]) =>
  (await grantsOf(house, firms)).filter(({ refreshFailures }) => refreshFailures > 0).length;

describe("R-11 a region that asks for patience", () => {
  it.each([
    ["seconds", 120, "120"],
    ["a date", 600, new Date(Date.now() + 10 * MINUTE_MS).toUTCString()],
    ["nonsense", 60, "soon"],
    ["a lifetime", 3600, "1000000000"],
  ])("by %s is left alone by every worker for %s s", async (_name, seconds, header) => {
    const { firms } = await connectedFirms(house, { count: 12 });
    await makeDue(house, firms);
    const headers = { "retry-after": header };
    await house.spoil({
      region: "us",
      path: "/oauth/token",
      next: 1,
      how: { kind: "status", status: 429, headers },
    });
    const [first, ...others] = firms;
    if (!first) throw new Error("no firm");
    expect(await renew(first)).toMatchObject({ failure: { code: "rate_limited" } });
    const until = (await pauseOf("us"))?.until.getTime() ?? 0;
    const waits = (until - Date.now()) / 1000;
    expect(waits).toBeGreaterThan(seconds - 20);
    expect(waits).toBeLessThanOrEqual(seconds + 1);
    expect(await renewAll(others)).toBe(0);
    expect(await failing(others)).toBe(0);
    await Promise.all([
      checkIdentity(house.system, first),
      checkPermissions(house.system, { ...first, trigger: "daily" }),
    ]);
    const asked = await house.control<{ path: string }[]>("requests");
    expect(asked.filter(({ path }) => path.startsWith("/api/v4"))).toEqual([]);
    await endPause("us");
    // One tries, the others find the region open, and nobody is left behind.
    expect(await renewAll([...others, ...others])).toBe(others.length);
    expect(await pauseOf("us")).toBeNull();
  });

  it("answers a person all the same", async () => {
    const { firms } = await connectedFirms(house, { count: 2, region: "au" });
    await makeDue(house, firms);
    await fail("au", 429, { next: 1 });
    const [first, second] = firms;
    if (!first || !second) throw new Error("no firms");
    await renew(first);
    expect(await kindOf(second)).toBe("paused");
    const { grantId } = second;
    expect((await refreshConnection(house.staff.operator, { grantId, force: true })).kind).toBe(
      "refreshed",
    );
    // The workers' promise to Clio holds on.
    expect(await pauseOf("au")).not.toBeNull();
  });

  it("gives the token that lives, and says no more than that there is none", async () => {
    const { firms } = await connectedFirms(house, { count: 2, region: "au" });
    await makeDue(house, firms);
    await fail("au", 429, { next: 1 });
    const [first, second] = firms;
    if (!first || !second) throw new Error("no firms");
    await renew(first);
    expect((await accessTokenFor(house.system, second.grantId)).reveal()).toBeTruthy();
    await house.system.db.query((db) =>
      db
        .update(grants)
        .set({ accessExpiresAt: new Date(Date.now() - 1000) })
        .where(eq(grants.id, second.grantId)),
    );
    await expect(accessTokenFor(house.system, second.grantId)).rejects.toMatchObject({
      code: "unavailable",
    });
  });
});

describe("R-12 a region that fails", () => {
  it("for half of the calls costs 1.5 calls for each, and trials", async () => {
    const region = "eu";
    const { firms } = await connectedFirms(house, { count: 40, region });
    await makeDue(house, firms);
    // An eighth of all for each of four statuses.
    for (const [index, status] of [500, 502, 503, 504].entries()) {
      await fail(region, status, { share: 1 / (8 - index) });
    }
    let calls = await renewAll(firms, 5);
    const failed = await failing(firms);
    await house.heal();
    await endPause(region);
    for (let round = 0; round < 3; round += 1) {
      await dueNow(firms);
      calls += await renewAll(firms, 5);
    }
    expect(failed).toBeGreaterThan(5);
    expect(await failing(firms)).toBe(0);
    // Five were under way when it was seen; one call was the trial.
    expect(calls).toBeLessThanOrEqual(40 * 1.5 + 6);
    console.log(`40 grants, half of the calls failing: ${calls} calls, ${failed} failures`);
  });

  it("altogether is left alone after 20 calls, and tried by one in half a minute until it answers", async () => {
    const region = "us";
    const { firms } = await connectedFirms(house, { count: 30, region });
    await makeDue(house, firms);
    await fail(region);
    // A window of calls that other tests have left behind is full of answers.
    for (let round = 0; round < 10 && !(await pauseOf(region)); round += 1) {
      await makeDue(house, firms);
      await renewAll(firms, 5);
    }
    expect(await pauseOf(region)).toMatchObject({ reason: "failing" });
    expect(await renewAll(firms)).toBe(0);
    for (let trial = 0; trial < 3; trial += 1) {
      await endPause(region);
      await makeDue(house, firms);
      expect(await renewAll(firms, 30)).toBe(1);
    }
    await house.heal();
    await endPause(region);
    const backedOff = (await grantsOf(house, firms)).filter((row) => row.refreshFailures > 0);
    expect(backedOff.length).toBeGreaterThan(5);
    await house.system.db.query((db) =>
      db
        .update(grants)
        .set({ refreshDueAt: new Date(Date.now() + 50 * MINUTE_MS) })
        .where(
          inArray(
            grants.id,
            backedOff.map(({ id }) => id),
          ),
        ),
    );
    const [first] = firms;
    if (!first) throw new Error("no firm");
    await checkIdentity(house.system, first);
    expect(await pauseOf(region)).toBeNull();
    const due = (await grantsOf(house, firms)).map(
      (row) => row.refreshDueAt?.getTime() ?? Infinity,
    );
    expect(Math.max(...due)).toBeLessThan(Date.now() + 4 * MINUTE_MS);
  });

  it("for three firms, too few to pause it: one is tried every two minutes, and its success is everybody's", async () => {
    const region = "ca";
    const { firms } = await connectedFirms(house, { count: 3, region });
    await makeDue(house, firms);
    await fail(region);
    await renewAll(firms);
    const later = (ms: number) => new Date(Date.now() + ms);
    const ids = firms.map(({ grantId }) => grantId);
    const backOff = (values: Partial<typeof grants.$inferInsert>) =>
      house.system.db.query((db) => db.update(grants).set(values).where(inArray(grants.id, ids)));
    await backOff({ refreshDueAt: later(55 * MINUTE_MS) });
    const countDue = async () =>
      (await grantsOf(house, firms)).filter(({ refreshDueAt: at }) => at && at <= later(0)).length;
    await tryOneOfEachRegion(house.system);
    expect(await countDue()).toBe(0);
    await backOff({ refreshTriedAt: later(-2 * MINUTE_MS) });
    await tryOneOfEachRegion(house.system);
    expect(await countDue()).toBe(1);
    await house.heal();
    await renewAll(firms);
    const after = await grantsOf(house, firms);
    expect(after.filter(({ refreshFailures }) => refreshFailures === 0)).toHaveLength(1);
    const waiting = after.filter(({ refreshFailures }) => refreshFailures > 0);
    const due = waiting.map(({ refreshDueAt }) => refreshDueAt?.getTime() ?? Infinity);
    expect(Math.max(...due)).toBeLessThan(Date.now() + 4 * MINUTE_MS);
    const [healed] = after.filter(({ refreshFailures }) => refreshFailures === 0);
    expect(healed?.probesDueAt?.getTime()).toBeLessThanOrEqual(Date.now() + 1000);
  });
});
