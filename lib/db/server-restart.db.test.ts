import { expect, it } from "vitest";
import { runRestarts } from "@/scripts/soak/run-restarts";

// Some of them; `npm run soak -- restarts` kills the server 20 times.
it("R-17 keeps pairs whole and what was answered stored while the server dies under it", async () => {
  const { answers, halves, lost, slowestMs } = await runRestarts(3);
  expect(answers).toEqual(new Set(["stored", "unavailable"]));
  expect({ halves, lost }).toEqual({ halves: 0, lost: 0 });
  console.info(`3 restarts: healthy again after at most ${Math.round(slowestMs)} ms`);
}, 600_000);
