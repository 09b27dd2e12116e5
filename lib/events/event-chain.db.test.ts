import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { asc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "@/lib/context";
import { testContext } from "@/lib/context.testing";
import { eventChain, eventHeads, events } from "@/lib/db/schema";
import { createTestDatabase, type TestDatabase } from "@/lib/db/testing";
import { writeFor } from "./chains.testing";
import { recordEvent } from "./record-event";
import { verifyEvents } from "./verify-events";

let test: TestDatabase;
let ctx: Context;
beforeAll(async () => {
  test = await createTestDatabase();
  ctx = testContext(test.db);
});
afterAll(() => test.close());

const chainOf = (chain: string) =>
  ctx.db.query((db) =>
    db.select().from(eventChain).where(eq(eventChain.chain, chain)).orderBy(asc(eventChain.seq)),
  );
const headOf = async (chain: string) => {
  const rows = await ctx.db.query((db) =>
    db.select().from(eventHeads).where(eq(eventHeads.chain, chain)),
  );
  return rows[0];
};
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
/** The words with which the database refused its owner: for others there is no such right at all. */
const refusalOf = (statement: string) =>
  test.owner
    .query((db) => db.execute(statement))
    .then(
      () => "done",
      (thrown: unknown) => String((thrown as Error).cause),
    );

it("I5 hashes an event as a text that is the same in every version of PostgreSQL, for ever", async () => {
  const insert = (id: string, seq: number, at: string) =>
    ctx.db.query((db) =>
      db.execute(sql`insert into events
        (id, seq, firm_id, kind, actor_kind, actor_id, via_copied_link, at, request_id, data)
        values (${id}, ${seq}, 'firm_fixed', 'plan.answered', 'person', 'person_1', null, ${at},
          'req_1', '{"plan": "ärztlich “ok”", "b": 1.50, "aa": null}')`),
    );
  await insert("evt_1", 901, "2026-11-24 23:05:06.1234+02");
  await insert("evt_2", 900, "2026-11-24 21:05:06+00");
  const first = sha256(
    '["evt_1", 901, "firm_fixed", "plan.answered", "person", "person_1", null, "2026-11-24T21:05:06.1234", "req_1", {"b": 1.50, "aa": null, "plan": "ärztlich “ok”"}]',
  );
  const second = sha256(
    `${first}["evt_2", 900, "firm_fixed", "plan.answered", "person", "person_1", null, "2026-11-24T21:05:06", "req_1", {"b": 1.50, "aa": null, "plan": "ärztlich “ok”"}]`,
  );
  expect(await chainOf("firm_fixed")).toMatchObject([
    { eventId: "evt_1", position: 1, hash: first },
    { eventId: "evt_2", position: 2, hash: second },
  ]);
  expect(await headOf("firm_fixed")).toMatchObject({ position: 2, hash: second });
});

it("I5 chains what belongs to no firm apart, and what one transaction writes in its order", async () => {
  await writeFor(ctx, [null, "firm_order", null, "firm_order"]);
  const rows = await ctx.db.query((db) => db.select().from(events).orderBy(asc(events.seq)));
  const idsOf = (firmId: string | null) =>
    rows.filter((row) => row.firmId === firmId).map((row) => row.id);
  for (const [chain, firmId] of [
    ["house", null],
    ["firm_order", "firm_order"],
  ] as const) {
    const links = await chainOf(chain);
    expect(links.map((link) => link.eventId)).toEqual(idsOf(firmId));
    expect(links.map((link) => link.position)).toEqual([1, 2]);
  }
});

it("I5 leaves nothing of a transaction that is rolled back, or of a savepoint", async () => {
  await writeFor(ctx, ["firm_back"]);
  const before = await headOf("firm_back");
  const stopped = ctx.db.transaction(async (tx) => {
    await recordEvent(tx, ctx, { kind: "plan.answered", firmId: "firm_back", data: {} });
    throw new Error("changed its mind");
  });
  await expect(stopped).rejects.toThrow("changed its mind");
  await ctx.db.transaction(async (tx) => {
    const inner = tx.transaction(async (nested) => {
      for (const firmId of ["firm_back", "firm_never"]) {
        await recordEvent(nested, ctx, { kind: "plan.answered", firmId, data: {} });
      }
      throw new Error("half of it");
    });
    await expect(inner).rejects.toThrow("half of it");
    await recordEvent(tx, ctx, { kind: "plan.confirmed", firmId: "firm_other", data: {} });
  });
  expect(await headOf("firm_back")).toEqual(before);
  expect(await headOf("firm_never")).toBeUndefined();
  expect(await chainOf("firm_other")).toHaveLength(1);
});

describe("I5 the database refuses", () => {
  it.each([
    ["UPDATE", "events", "update events set data = '{}'"],
    ["UPDATE", "events", "update events set data = '{}' where false"],
    ["DELETE", "events", "delete from events"],
    ["TRUNCATE", "events", "truncate events"],
    ["UPDATE", "event_chain", "update event_chain set hash = ''"],
    ["DELETE", "event_chain", "delete from event_chain"],
    ["TRUNCATE", "event_chain", "truncate event_chain"],
    ["UPDATE", "event_anchors", "update event_anchors set hash = ''"],
    ["DELETE", "event_anchors", "delete from event_anchors"],
    ["TRUNCATE", "event_anchors", "truncate event_anchors"],
    ["DELETE", "event_heads", "delete from event_heads"],
    ["TRUNCATE", "event_heads", "truncate event_heads"],
  ])("%s of %s: %s", async (verb, table, statement) => {
    expect(await refusalOf(statement)).toContain(
      `the history is append-only: ${verb} on "${table}" is refused`,
    );
  });
});

it("I5 has no gap after twenty writers at once on two firms, some of whom gave up", async () => {
  const firmsOf = [["firm_a"], ["firm_b"], ["firm_a", "firm_b", null], ["firm_b", null, "firm_a"]];
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, async (_, writer) => {
      for (let round = 0; round < 5; round += 1) {
        const given = firmsOf[(writer + round) % 4] ?? [];
        const work = ctx.db.transaction(async (tx) => {
          for (const firmId of given) {
            await recordEvent(tx, ctx, { kind: "plan.answered", firmId, data: { writer, round } });
          }
          if ((writer + round) % 3 === 0) throw new Error("gave up");
        });
        await work.catch((thrown: unknown) => {
          if (String(thrown) !== "Error: gave up") throw thrown;
        });
      }
    }),
  );
  expect(results.filter(({ status }) => status === "rejected")).toEqual([]);
  for (const chain of ["firm_a", "firm_b"]) {
    const positions = (await chainOf(chain)).map(({ position }) => position);
    expect(positions).toEqual(Array.from(positions, (_, index) => index + 1));
    expect(positions.length).toBeGreaterThan(30);
  }
  expect(await verifyEvents(ctx)).toMatchObject({ wrong: 0, sentences: [] });
});

it("I5 two transactions that write to the same chains the other way round never wait for each other", async () => {
  const pairs = Array.from({ length: 60 }, (_, index) =>
    index % 2 === 0 ? ["firm_x", "firm_y"] : ["firm_y", "firm_x"],
  );
  // The handle would try a deadlock again, so the tries are counted.
  let tries = 0;
  await Promise.all(
    pairs.map((pair) =>
      ctx.db.transaction(async (tx) => {
        tries += 1;
        for (const firmId of pair) {
          await recordEvent(tx, ctx, { kind: "plan.answered", firmId, data: {} });
        }
      }),
    ),
  );
  expect(tries).toBe(60);
  expect(await chainOf("firm_x")).toHaveLength(60);
});

it("I5 chains the events that are there from before the migration, in their order", async () => {
  const migration = await readFile("drizzle/0003_event_chains.sql", "utf8");
  await test.owner.transaction(async (tx) => {
    // As it was before: the events, without chains.
    await tx.execute(sql`drop function note_chain, chain_at_commit, refuse_change cascade`);
    await tx.execute(sql`drop function chain_event`);
    await tx.execute(sql`delete from event_chain`);
    await tx.execute(sql`delete from event_heads`);
    for (const firmId of ["firm_old", null, "firm_old"]) {
      await recordEvent(tx, ctx, { kind: "plan.answered", firmId, data: {} });
    }
    for (const statement of migration.split("--> statement-breakpoint")) {
      await tx.execute(statement);
    }
  });
  // The functions of that migration have nobody's rights but the writer's.
  await writeFor({ ...ctx, db: test.owner }, ["firm_old"]);
  const ids = await ctx.db.query((db) =>
    db
      .select({ id: events.id })
      .from(events)
      .where(eq(events.firmId, "firm_old"))
      .orderBy(asc(events.seq)),
  );
  expect((await chainOf("firm_old")).map((link) => link.eventId)).toEqual(ids.map(({ id }) => id));
  expect(await verifyEvents(ctx)).toMatchObject({ wrong: 0, sentences: [] });
  expect(await refusalOf("delete from events")).toContain("append-only");
});
