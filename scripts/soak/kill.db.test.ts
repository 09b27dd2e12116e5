import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openKillBench, refreshPoints, type KillBench } from "./kill-refresh";

let bench: KillBench;
beforeAll(async () => {
  bench = await openKillBench();
});
afterAll(() => bench.close());

describe("R-02 a worker killed while it renews tokens", () => {
  it.each(Object.entries(refreshPoints))("%s: another one renews them", async (_, point) => {
    await bench.killAt(point);
    await bench.until((grant) => grant.refreshOutcome === "refreshed");
    expect(await bench.isTokenGood()).toBe(true);
    expect(await bench.broken()).toEqual([]);
  });
});
