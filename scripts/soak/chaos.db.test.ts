import { expect, it } from "vitest";
import { runChaos } from "./run-chaos";

// Some seconds of it; `npm run soak -- chaos` takes two hours.
it("R-30 faults of all kinds, one after the other: nothing is broken, all heals, nobody is blamed", async () => {
  const found = await runChaos({ seed: 4711, firms: 3, forMs: 8000, checkMs: 2000 });
  expect(found.broken).toEqual([]);
  expect(found.faults).toBeGreaterThan(5);
  expect(found.checks).toBeGreaterThan(1);
}, 600_000);
