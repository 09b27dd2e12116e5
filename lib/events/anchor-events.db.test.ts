import { asc, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Context } from "@/lib/context";
import { testContext } from "@/lib/context.testing";
import { eventAnchors, eventHeads } from "@/lib/db/schema";
import { createTestDatabase, type TestDatabase } from "@/lib/db/testing";
import { anchorEvents } from "./anchor-events";
import { ageAnchor, writeFor } from "./chains.testing";
import { verifyEvents } from "./verify-events";

let test: TestDatabase;
let ctx: Context;
beforeAll(async () => {
  test = await createTestDatabase();
  ctx = testContext(test.db);
});
afterAll(() => test.close());

const anchors = () =>
  ctx.db.query((db) => db.select().from(eventAnchors).orderBy(asc(eventAnchors.seq)));
const written = async (calls: number) =>
  (await Promise.all(Array.from({ length: calls }, () => anchorEvents(ctx)))).filter(Boolean)
    .length;

it("I5 writes no anchor while nothing has happened", async () => {
  expect(await anchorEvents(ctx)).toBe(false);
  expect(await anchors()).toEqual([]);
});

it("I5 writes one anchor an hour, however many processes ask at once", async () => {
  await writeFor(ctx, ["firm_a", null]);
  expect(await written(8)).toBe(1);
  expect(await written(2)).toBe(0);
  await ageAnchor({ ...ctx, db: test.owner });
  await writeFor(ctx, ["firm_b"]);
  expect(await written(8)).toBe(1);
  expect(await anchors()).toMatchObject([
    { seq: 1, throughSeq: 2, chains: 2 },
    { seq: 2, throughSeq: 3, chains: 3 },
  ]);
  expect(await verifyEvents(ctx)).toMatchObject({ anchors: 2, wrong: 0 });
});

it("I5 covers every event that was written before it, also while many write", async () => {
  const writing = Promise.all(
    ["firm_a", "firm_b", null, "firm_c"].map(async (firmId) => {
      for (let round = 0; round < 20; round += 1) await writeFor(ctx, [firmId, "firm_d"]);
    }),
  );
  for (let round = 0; round < 5; round += 1) {
    await ageAnchor({ ...ctx, db: test.owner });
    expect(await anchorEvents(ctx)).toBe(true);
    expect(await verifyEvents(ctx)).toMatchObject({ anchors: 3 + round, wrong: 0, sentences: [] });
  }
  await writing;
});

it("I5 waits shortly for a writer who does not end, and leaves the anchor to the next call", async () => {
  await ageAnchor({ ...ctx, db: test.owner });
  const before = (await anchors()).length;
  await ctx.db.transaction(async (tx) => {
    await tx.update(eventHeads).set({ hash: sql`${eventHeads.hash}` });
    expect(await anchorEvents(ctx)).toBe(false);
  });
  expect(await anchorEvents(ctx)).toBe(true);
  expect(await anchors()).toHaveLength(before + 1);
});
