import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConnection } from "@/lib/connection/queries";
import { callbackPoints, openCallbackBench, type CallbackBench } from "./kill-callback";
import { openKillBench, refreshPoints, type KillBench } from "./kill-refresh";

// Some points once; `npm run soak -- kill` kills at each 30 times.
const some = <T>(all: T[]): T[] => all.filter((_, index) => index % 3 === 1);

describe("R-01 a portal killed while somebody comes back from Clio", () => {
  let bench: CallbackBench;
  beforeAll(async () => {
    bench = await openCallbackBench();
  });
  afterAll(() => bench.close());

  it.each(some(Object.keys(callbackPoints)))("%s: the person can finish", async (point) => {
    expect(await bench.run(point)).toEqual([]);
  });
});

describe("R-02 a worker killed while it renews tokens", () => {
  let bench: KillBench;
  beforeAll(async () => {
    bench = await openKillBench();
  });
  afterAll(() => bench.close());

  it.each(some(Object.entries(refreshPoints)))("%s: another one renews them", async (_, point) => {
    await bench.killAt(point);
    await bench.until((grant) => grant.refreshOutcome === "refreshed");
    expect(await bench.isTokenGood()).toBe(true);
    expect(await bench.broken()).toEqual([]);
  });
});

describe("R-03 killed after a rotating provider gave new tokens", () => {
  const point = refreshPoints["answered by Clio"] ?? { clio: "after" };

  it("the loss is believed at the second refusal, and asked for no more", async () => {
    const bench = await openKillBench({ refresh: "rotating" });
    try {
      await bench.house.control("requests", undefined, "DELETE");
      await bench.killAt(point);
      await bench.until((grant) => grant.refusedAt !== null);
      await bench.refusalAges();
      await bench.until((grant) => grant.endedAt !== null);
      const { status } = await loadConnection(bench.house.system, bench.firm.id);
      expect(status).toBe("access_ended");
      expect(await bench.house.tokenRequests()).toBeLessThanOrEqual(3);
      expect(await bench.broken()).toEqual([]);
    } finally {
      await bench.close();
    }
  });

  it("a provider that still takes the last token for a while loses nothing", async () => {
    const bench = await openKillBench({ refresh: "rotating", graceSeconds: 30 });
    try {
      await bench.killAt(point);
      await bench.until((grant) => grant.refreshOutcome === "refreshed");
      expect(await bench.isTokenGood()).toBe(true);
      expect(await bench.broken()).toEqual([]);
    } finally {
      await bench.close();
    }
  });
});
