import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { grants } from "@/lib/db/schema";
import { openHouse, type House } from "@/lib/testing/house";
import { queueDue } from "./queue-due";
import { refreshConnection } from "./refresh-connection";

const HOUR_MS = 3_600_000;
let house: House;
let grantId: string;

beforeAll(async () => {
  house = await openHouse();
  const firm = await house.firm();
  await house.connect(firm);
  grantId = (await grantOf()).id;
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => house.close());

async function grantOf() {
  const [grant] = await house.system.db.query((db) =>
    db.select().from(grants).where(eq(grants.state, "active")),
  );
  if (!grant) throw new Error("nothing is connected");
  return grant;
}
/** The clock of this process alone: the database's goes right. */
const setClock = (skewMs: number) => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + skewMs });
};
const shift = (set: Partial<typeof grants.$inferInsert>) =>
  house.system.db.query((db) => db.update(grants).set(set).where(eq(grants.id, grantId)));
const renew = () => refreshConnection(house.system, { grantId, force: false });

describe.each([
  ["two hours fast", 2 * HOUR_MS],
  ["two hours slow", -2 * HOUR_MS],
])("R-20 a worker whose clock is %s", (_, skewMs) => {
  it("renews what is due by the database's clock, and nothing else", async () => {
    const at = Date.now();
    const half = { accessIssuedAt: new Date(at - 10 * HOUR_MS), refreshedAt: null };
    await shift({ ...half, accessExpiresAt: new Date(at + HOUR_MS) });
    setClock(skewMs);
    // Backed off by the database's clock for another hour: a fast clock would think that it is over.
    await shift({ refreshDueAt: new Date(at + HOUR_MS), refreshFailures: 1 });
    expect(await renew()).toEqual({ kind: "not_needed", reason: "waiting" });
    await shift({ refreshDueAt: new Date(at - 1000) });
    await queueDue(house.system);
    expect((await renew()).kind).toBe("refreshed");
    vi.useRealTimers();
    const { accessIssuedAt, accessExpiresAt, refreshDueAt } = await grantOf();
    const offMs = (instant: Date | null, expected: number) =>
      Math.abs((instant?.getTime() ?? 0) - expected);
    const life = 2_592_000_000;
    expect(offMs(accessIssuedAt, Date.now())).toBeLessThan(60_000);
    expect(offMs(accessExpiresAt, Date.now() + life)).toBeLessThan(60_000);
    expect(refreshDueAt?.getTime()).toBeGreaterThan(Date.now() + 0.74 * life);
    expect(refreshDueAt?.getTime()).toBeLessThan(Date.now() + 0.81 * life);
  });
});

it("R-20 a provider whose clock is an hour off is asked how long, and never when", async () => {
  await house.control("clock", { advanceSeconds: 3600 });
  await shift({ refreshedAt: null });
  expect((await refreshConnection(house.system, { grantId, force: true })).kind).toBe("refreshed");
  const { accessIssuedAt } = await grantOf();
  expect(Math.abs(accessIssuedAt.getTime() - Date.now())).toBeLessThan(60_000);
});
