import { expect, it } from "vitest";
import { bundle } from "../bundle";
import { isGood, runRolling } from "./run-rolling";

// Workers and the machine's door once each; the web servers need a build, and `npm run soak -- rolling`
// restarts all of them twenty times.
it("R-05 processes are restarted one after the other under requests: none fails, no job is lost", async () => {
  await bundle();
  const found = await runRolling({ rounds: 1, perSecond: 20, web: 0 });
  expect(found.failures).toEqual({});
  expect(isGood(found), JSON.stringify(found)).toBe(true);
}, 300_000);
