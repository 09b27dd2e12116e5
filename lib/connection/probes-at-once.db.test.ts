import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { grants } from "@/lib/db/schema";
import { openHouse, type House } from "@/lib/testing/house";
import type { Resource } from "@/lib/vocabulary";
import { openProbeRun } from "./open-probe-run";
import { loadConnection } from "./queries";
import { runProbes } from "./run-probes";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** Each permission with its path at Clio, and how long the sandbox takes to answer. */
const PROBES: [Resource, string, number][] = [
  ["users", "/users/who_am_i", 120],
  ["contacts", "/contacts", 600],
  ["matters", "/matters", 180],
  ["activities", "/activities", 240],
  ["calendars", "/calendar_entries", 300],
  ["tasks", "/tasks", 360],
  ["documents", "/documents", 420],
  ["communications", "/communications", 480],
  ["billing", "/bills", 540],
];

it("nine permissions take about as long as the slowest one", async () => {
  const all = PROBES.map(([resource]) => resource);
  const firm = await house.firm({ integration: await house.integration(all) });
  await house.connect(firm, await house.register(all));
  for (const [, path, ms] of PROBES) {
    await house.spoil({ path: `/api/v4${path}`, how: { kind: "latency", ms } });
  }
  const [grant] = await house.system.db.query((db) =>
    db.select().from(grants).where(eq(grants.firmId, firm.id)),
  );
  if (!grant) throw new Error("nothing is connected");
  const runId = await openProbeRun(firm.contact, grant, "check_again");
  await house.control("requests", undefined, "DELETE");
  const begun = performance.now();
  await runProbes(firm.contact, runId);
  const whole = performance.now() - begun;
  type Asked = { path: string; at: number; ms: number };
  const asked = (await house.control<Asked[]>("requests")).filter(({ ms }) => ms > 0);
  await house.heal();
  expect(asked).toHaveLength(9);
  const slowest = Math.max(...asked.map(({ ms }) => ms));
  const first = Math.min(...asked.map(({ at }) => at));
  const atClio = Math.max(...asked.map(({ at, ms }) => at + ms)) - first;
  console.info(
    `nine probes: ${(atClio / slowest).toFixed(2)} times the slowest one at Clio, ${(whole / slowest).toFixed(2)} times with all that is stored (to reach: 1.5)`,
  );
  // One after the other they would take nine times as long.
  expect(atClio / slowest).toBeLessThan(4);
  expect((await loadConnection(firm.contact, firm.id)).status).toBe("working");
});
