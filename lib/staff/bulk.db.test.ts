import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { now, type Context } from "@/lib/context";
import { bulkItems, events, firms, mails, people } from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import { addDays, dayOf } from "@/lib/settings/rules";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { manyFirms } from "@/lib/testing/many-firms";
import { listBulkItems, listBulkRuns, loadBulkRun } from "./bulk-queries";
import { retryBulk, requeueBulk } from "./retry-bulk";
import { runBulk } from "./run-bulk";
import { startBulk, type BulkInput } from "./start-bulk";

const MANY = 240;
let house: House;
let ids: string[];
beforeAll(async () => {
  house = await openHouse();
  const integrationId = await house.integration();
  for (const statement of manyFirms({ count: MANY, integrationId })) {
    await house.system.db.query((db) => db.execute(statement));
  }
  ids = Array.from({ length: MANY }, (_, index) => `firm_many${index + 1}`);
});
afterAll(() => house.close());

const none = { owner: "", tag: "", until: "" };
const start = (
  input: Partial<BulkInput> & Pick<BulkInput, "kind">,
  some = ids,
  ctx: Context = house.staff.operator,
) => startBulk(ctx, { ...none, ...input, firms: { ids: some } });
const run = (runId: string) => runBulk(house.system, { runId });
const countsOf = async (runId: string) => (await loadBulkRun(house.staff.viewer, runId)).counts;
const outcomesOf = async (runId: string) => {
  const { items } = await listBulkItems(house.staff.viewer, { runId, after: 0 });
  return items.map(({ firmId, state, outcome }) => [firmId, state, outcome]);
};
const eventsOf = async (kind: "bulk.started" | "bulk.ended", runId: string) => {
  const rows = await house.system.db.query((db) =>
    db.select().from(events).where(eq(events.kind, kind)).orderBy(events.seq),
  );
  return rows.filter(({ data }) => data["run"] === runId).map(({ data }) => data);
};
const exec = (statement: string) => house.system.db.query((db) => db.execute(statement));

describe("starting a run", () => {
  it("is for operators, of firms that there are, with what its kind needs", async () => {
    const few = ids.slice(0, 2);
    const code = (input: Partial<BulkInput> & Pick<BulkInput, "kind">, some = few, ctx?: Context) =>
      codeOf(start(input, some, ctx));
    expect(await code({ kind: "remind" }, few, house.staff.viewer)).toBe("forbidden");
    expect(await code({ kind: "remind" }, [])).toBe("invalid_input");
    expect(await code({ kind: "remind" }, ["firm_none"])).toBe("invalid_input");
    expect(await code({ kind: "assign", owner: "person_none" })).toBe("invalid_input");
    expect(await code({ kind: "tag", tag: "=1" })).toBe("invalid_input");
    expect(await code({ kind: "pause_reminders", until: "soon" })).toBe("invalid_input");
    expect(await listBulkRuns(house.staff.viewer)).toEqual([]);
  });
});

describe("a run over many firms", () => {
  it("one that fails in the middle stops no other, and is tried again without doing the rest twice", async () => {
    await exec("update firms set closed_at = now() where id = 'firm_many120'");
    const { runId } = await start({ kind: "tag", tag: "Court" });
    await run(runId);
    expect(await countsOf(runId)).toEqual({ waiting: 0, done: MANY - 1, nothing: 0, failed: 1 });
    const { items } = await listBulkItems(house.staff.viewer, { runId, state: "failed", after: 0 });
    expect(items).toMatchObject([
      { firmId: "firm_many120", outcome: "This firm is closed. Nothing was changed." },
    ]);
    await exec("update firms set closed_at = null where id = 'firm_many120'");
    expect(await codeOf(retryBulk(house.staff.viewer, { runId }))).toBe("forbidden");
    await retryBulk(house.staff.operator, { runId });
    await retryBulk(house.staff.operator, { runId });
    await run(runId);
    await run(runId);
    expect(await countsOf(runId)).toEqual({ waiting: 0, done: MANY, nothing: 0, failed: 0 });
    const tags = await house.system.db.query((db) =>
      db
        .select({ data: events.data, by: events.actorId })
        .from(events)
        .where(eq(events.kind, "firm.tags_changed")),
    );
    expect(tags).toHaveLength(MANY);
    const { actor } = house.staff.operator;
    expect(new Set(tags.map(({ by }) => by))).toEqual(
      new Set([actor.kind === "staff" ? actor.personId : ""]),
    );
    expect(await eventsOf("bulk.started", runId)).toMatchObject([
      { count: MANY },
      { count: 1, again: true },
    ]);
    expect(await eventsOf("bulk.ended", runId)).toMatchObject([
      { done: MANY - 1, failed: 1 },
      { done: MANY, failed: 0 },
    ]);
  });

  it("two workers, and one that died in the middle, do each firm once", async () => {
    const { runId } = await start({ kind: "untag", tag: "court" });
    const dying = { ...house.system, db: { ...house.system.db } };
    let transactions = 0;
    dying.db.transaction = (work) => {
      transactions += 1;
      if (transactions > 60) return Promise.reject(new Error("the worker died"));
      return house.system.db.transaction(work);
    };
    // What dies with its database marks nothing as failed either.
    dying.db.query = (work) =>
      transactions > 60
        ? Promise.reject(new Error("the worker died"))
        : house.system.db.query(work);
    await expect(runBulk(dying, { runId })).rejects.toThrow("the worker died");
    const { waiting, done } = await countsOf(runId);
    expect([waiting > 0, done > 0, waiting + done]).toEqual([true, true, MANY]);
    await Promise.all([run(runId), run(runId)]);
    expect(await countsOf(runId)).toMatchObject({ waiting: 0, done: MANY });
    expect(await eventsOf("bulk.ended", runId)).toHaveLength(1);
    const [row] = await house.system.db.query((db) =>
      db
        .select({ lines: sql<number>`count(*)::int` })
        .from(events)
        .where(eq(events.kind, "firm.tags_changed")),
    );
    // Each was tagged before, and lost the tag once.
    expect(row?.lines).toBe(2 * MANY);
  });

  it("reminders: one a day, none while paused, and none held by the storm guard", async () => {
    const today = dayOf(await now(house.system), "America/New_York");
    const paused = await start(
      { kind: "pause_reminders", until: addDays(today, 3) },
      ids.slice(0, 2),
    );
    await run(paused.runId);
    const { runId } = await start({ kind: "remind" });
    await run(runId);
    expect(await countsOf(runId)).toEqual({ waiting: 0, done: MANY - 2, nothing: 2, failed: 0 });
    const outcomes = await outcomesOf(runId);
    expect(outcomes[0]).toEqual([
      "firm_many1",
      "nothing",
      expect.stringMatching(/^Reminders of this firm are paused until /),
    ]);
    expect(outcomes[2]).toEqual([
      "firm_many3",
      "done",
      "Ada 3 is reminded of “Check your Clio plan”.",
    ]);
    const sent = await house.system.db.query((db) =>
      db.select().from(mails).where(eq(mails.kind, "step_reminder")),
    );
    expect(sent).toHaveLength(MANY - 2);
    expect(new Set(sent.map(({ state }) => state))).toEqual(new Set(["queued"]));
    const again = await start({ kind: "remind" }, ids.slice(2, 4));
    await run(again.runId);
    expect((await outcomesOf(again.runId)).map(([, state]) => state)).toEqual([
      "nothing",
      "nothing",
    ]);
  });

  it("assigning says who, and a link to connect again goes to each contact", async () => {
    const { actor } = house.staff.admin;
    const owner = actor.kind === "staff" ? actor.personId : "";
    const few = ids.slice(0, 3);
    const assigned = await start({ kind: "assign", owner }, few);
    expect((await loadBulkRun(house.staff.viewer, assigned.runId)).title).toBe("Give to The admin");
    await run(assigned.runId);
    const linked = await start({ kind: "send_reauthorization" }, few);
    await run(linked.runId);
    expect(await outcomesOf(linked.runId)).toContainEqual([
      "firm_many1",
      "done",
      "Ada 1 gets a link to connect again.",
    ]);
    const rows = await house.system.db.query((db) =>
      db.select({ id: firms.id }).from(firms).where(eq(firms.ownerId, owner)),
    );
    expect(rows).toHaveLength(3);
  });
});

it("who was disabled since acts no more: nothing of the rest is done", async () => {
  const id = newId("person");
  await house.system.db.query((db) =>
    db.insert(people).values({
      id,
      kind: "staff",
      staffRole: "operator",
      email: "kim@acucoders.test",
      name: "Kim Doe",
    }),
  );
  const ctx: Context = {
    ...house.system,
    actor: { kind: "staff", personId: id, role: "operator", sessionId: "ses_1" },
  };
  const { runId } = await start({ kind: "tag", tag: "late" }, ids.slice(0, 3), ctx);
  await exec(`update people set disabled_at = now() where id = '${id}'`);
  await run(runId);
  expect(await countsOf(runId)).toEqual({ waiting: 0, done: 0, nothing: 0, failed: 3 });
  expect(await exec("select 1 from firms where 'late' = any(tags)")).toHaveLength(0);
});

it("a run without its job is queued again, once", async () => {
  const { runId } = await start({ kind: "tag", tag: "again" }, ids.slice(0, 1));
  const jobs = () =>
    exec(`select 1 from pgboss.job where name = 'bulk' and data ->> 'runId' = '${runId}'`);
  expect(await jobs()).toHaveLength(1);
  await exec(`delete from pgboss.job where name = 'bulk'`);
  await exec(`update bulk_runs set created_at = now() - interval '1 minute' where id = '${runId}'`);
  for (let times = 0; times < 2; times += 1) await requeueBulk(house.system);
  expect(await jobs()).toHaveLength(1);
  await run(runId);
  const items = await house.system.db.query((db) =>
    db.select().from(bulkItems).where(eq(bulkItems.runId, runId)),
  );
  expect(items).toMatchObject([{ state: "done", outcome: "It has the tag “again” now." }]);
});
