import { afterEach, expect, it } from "vitest";
import { findFreeBase } from "@/scripts/ports";
import { startHealth } from "./start-health";
import type { Worker } from "./start-worker";

let stop = async () => {};
afterEach(() => stop());

it("a worker says whether it works, why not, and how its process is", async () => {
  const port = await findFreeBase([0]);
  let trouble: ReturnType<Worker["trouble"]> = null;
  stop = await startHealth(port, { trouble: () => trouble });
  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return [response.status, await response.text()];
  };
  expect(await ask("/health/live")).toEqual([200, "live\n"]);
  expect(await ask("/health/ready")).toEqual([200, "ready\n"]);
  trouble = "keys";
  expect(await ask("/health/ready")).toEqual([503, "keys\n"]);
  expect(await ask("/health/live")).toEqual([200, "live\n"]);
  expect((await ask("/metrics"))[1]).toContain("nodejs_eventloop_lag_seconds");
  expect((await ask("/anything"))[0]).toBe(404);
});

it("without a port nothing listens", async () => {
  stop = await startHealth(undefined, { trouble: () => null });
  await expect(stop()).resolves.toBeUndefined();
});
