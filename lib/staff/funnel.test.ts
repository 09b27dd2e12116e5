import { expect, it } from "vitest";
import { funnelOf } from "./funnel";

it("tells how many came how far, which share went on, and how long half of them took", () => {
  const { stages, connect } = funnelOf({
    invited: 200,
    plan: 150,
    keys: 90,
    connected: 60,
    live: 0,
    plan_took: 86_400,
    keys_took: 3 * 86_400,
    connected_took: "43200",
    live_took: null,
    connect_took: 5 * 86_400,
    connects: 60,
    connected_within: [10, 25, 40, 50, 58],
  });
  expect(stages).toEqual([
    { stage: "invited", firms: 200, share: null, medianDays: null },
    { stage: "plan", firms: 150, share: 0.75, medianDays: 1 },
    { stage: "keys", firms: 90, share: 0.6, medianDays: 3 },
    { stage: "connected", firms: 60, share: 60 / 90, medianDays: 0.5 },
    { stage: "live", firms: 0, share: 0, medianDays: null },
  ]);
  expect(connect.medianDays).toBe(5);
  expect(connect.groups.map(({ firms }) => firms)).toEqual([10, 15, 15, 10, 8, 2]);
});

it("has no shares and no times where there is nobody", () => {
  const { stages, connect } = funnelOf({});
  expect(
    stages.every(
      ({ firms, share, medianDays }) => firms === 0 && share === null && medianDays === null,
    ),
  ).toBe(true);
  expect(connect).toMatchObject({ connected: 0, medianDays: null });
});

it("counts what happened out of order as no time at all", () => {
  expect(funnelOf({ invited: 1, plan: 1, plan_took: -500 }).stages[1]?.medianDays).toBe(0);
});
