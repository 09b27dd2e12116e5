import { expect, it } from "vitest";
import { killMigration, killPoints, migrateUnderTraffic } from "./run-migrations";

// Some firms and some kills; `npm run soak -- migrate` has many, and somebody who stands in the way.
const server = process.env.TEST_DATABASE_URL ?? "";

it("R-25 an older portal goes on while its tables become those of the newest", async () => {
  const found = await migrateUnderTraffic(server, { firms: 200, perSecond: 50, isHeld: false });
  expect(found.failed).toEqual([]);
  expect(found.migrations).toBeGreaterThan(1);
  expect(found.statements).toBeGreaterThan(0);
});

it("R-25 an upgrade that was killed before it was noted is run again, and nothing is missing", async () => {
  expect(await killMigration(server, killPoints.at(-1) ?? "")).toEqual([]);
});
