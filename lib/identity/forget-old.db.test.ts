import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testContext } from "@/lib/context.testing";
import { formNonces, rateLimits } from "@/lib/db/schema";
import { createTestDatabase, type TestDatabase } from "@/lib/db/testing";
import { forgetOld } from "./forget-old";
import { consumeRateLimit } from "./rate-limit";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

it("forgets windows that have ended and forms of yesterday, and nothing that still counts", async () => {
  const ctx = testContext(test.db);
  await consumeRateLimit(ctx, { key: "open", limit: 1, windowSeconds: 60 });
  const hours = (count: number) => sql<Date>`now() - make_interval(hours => ${count})`;
  await ctx.db.query((db) =>
    db.insert(rateLimits).values({ key: "ended", count: 9, windowEndsAt: hours(1) }),
  );
  await ctx.db.query((db) =>
    db.insert(formNonces).values([
      { nonceHash: "today", usedAt: hours(23), location: "/here" },
      { nonceHash: "yesterday", usedAt: hours(25), location: "/there" },
    ]),
  );
  await forgetOld(ctx);
  const limits = await ctx.db.query((db) => db.select({ key: rateLimits.key }).from(rateLimits));
  expect(limits).toEqual([{ key: "open" }]);
  const forms = await ctx.db.query((db) =>
    db.select({ nonceHash: formNonces.nonceHash }).from(formNonces),
  );
  expect(forms).toEqual([{ nonceHash: "today" }]);
});
