import { afterAll, beforeAll, expect, it } from "vitest";
import { queueDue } from "@/lib/connection/queue-due";
import { runJobs, type Jobs } from "@/lib/jobs/run-jobs";
import { connectedFirms, grantsOf, makeDue } from "@/lib/testing/connected-firms";
import { openHouse, type House } from "@/lib/testing/house";
import { lanes } from "./lanes";

let house: House;
let jobs: Jobs;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await house.heal();
  await jobs.stop();
  await house.close();
});

it("R-22 a region that hangs, with many connections, keeps no other waiting", async () => {
  const dead = await connectedFirms(house, { count: 120 });
  const living = [
    await connectedFirms(house, { count: 5, region: "eu" }),
    await connectedFirms(house, { count: 5, region: "ca", owner: "firm" }),
  ].flatMap(({ firms }) => firms);
  await house.spoil({ region: "us", path: "/", how: { kind: "hold" } });
  await makeDue(house, [...dead.firms, ...living]);
  const newContext = () => ({ ...house.system });
  const { log } = house.system;
  const begun = performance.now();
  jobs = await runJobs({ url: house.url, name: "test", lanes: lanes(newContext), log });
  await queueDue(house.system);
  const renewed = async (firms: typeof living) =>
    (await grantsOf(house, firms)).filter(({ refreshOutcome }) => refreshOutcome === "refreshed")
      .length;
  await expect.poll(() => renewed(living), { timeout: 120_000 }).toBe(living.length);
  expect(await renewed(dead.firms)).toBe(0);
  // As many of the dead one as a lane takes are at work, and none of the others has waited for them.
  expect(await house.control<number>("held")).toBe(50);
  console.log(`R-22: ${living.length} others in ${Math.round(performance.now() - begun)} ms`);
});
