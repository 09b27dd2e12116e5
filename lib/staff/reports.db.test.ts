import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { activityHours, events, healthDays, helpRequests, queueRows } from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import { dayOf } from "@/lib/settings/rules";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { countActivity } from "./count-activity";
import { countHealth } from "./count-health";
import { loadFunnel } from "./funnel";
import { loadFriction } from "./load-friction";
import { loadActivity, loadHealth } from "./load-reports";
import { refreshQueueRows } from "./refresh-queue-rows";

const DAY_MS = 86_400_000;
const timeZone = "America/New_York";
const today = dayOf(new Date(), timeZone);
const period = { today, timeZone };

let house: House;
let viewer: House["staff"]["viewer"];
let firms: Awaited<ReturnType<House["firm"]>>[];
beforeAll(async () => {
  house = await openHouse();
  ({ viewer } = house.staff);
  firms = [await house.firm(), await house.firm(), await house.firm()];
  await refreshQueueRows(house.system, { limit: 100, waits: true });
});
afterAll(() => house.close());

const ago = (days: number) => new Date(Date.now() - days * DAY_MS);

it("the funnel tells how far firms came, since when, and how long half of them took", async () => {
  const [one, two] = firms;
  const set = (firmId: string | undefined, values: Partial<typeof queueRows.$inferInsert>) =>
    house.system.db.query((db) =>
      db
        .update(queueRows)
        .set(values)
        .where(sql`${queueRows.firmId} = ${firmId}`),
    );
  await set(one?.id, {
    invitedAt: ago(10),
    planAt: ago(9),
    keysAt: ago(7),
    connectedAt: ago(6),
    liveAt: ago(5.5),
  });
  await set(two?.id, { invitedAt: ago(50), planAt: ago(47) });
  const { stages, connect } = await loadFunnel(viewer, { since: null });
  expect(stages.map(({ stage, firms: count }) => [stage, count])).toEqual([
    ["invited", 3],
    ["plan", 2],
    ["keys", 1],
    ["connected", 1],
    ["live", 1],
  ]);
  expect(stages.map(({ medianDays }) => medianDays && Math.round(medianDays * 10) / 10)).toEqual([
    null,
    2,
    2,
    1,
    0.5,
  ]);
  expect(connect.connected).toBe(1);
  expect(connect.groups.find(({ firms: count }) => count > 0)?.upToDays).toBe(7);
  const recent = await loadFunnel(viewer, { since: ago(30) });
  expect(recent.stages[1]).toMatchObject({ firms: 1, share: 0.5 });
  expect(await codeOf(loadFunnel(firms[0]?.contact ?? viewer, { since: null }))).toBe("forbidden");
});

it("the health of a day is the last count of it, a day without one is none, and today’s is as of now", async () => {
  const status = async (name: string) =>
    (await loadHealth(viewer, period)).find((one) => one.name === name)?.counts ?? [];
  expect((await status("working")).slice(-2)).toEqual([null, 0]);
  await countHealth(house.system);
  const [first] = firms;
  if (!first) throw new Error("no firm");
  await house.connect(first);
  expect((await status("working")).slice(-2)).toEqual([null, 1]);
  await Promise.all([countHealth(house.system), countHealth(house.system)]);
  await countHealth(house.system);
  const rows = await house.system.db.query((db) => db.select().from(healthDays));
  expect(rows.filter(({ status: name }) => name === "working")).toHaveLength(1);
  await house.system.db.query((db) =>
    db.update(healthDays).set({ day: sql`${healthDays.day} - 1` }),
  );
  expect((await status("working")).slice(-3)).toEqual([null, 1, 1]);
});

it("activity is counted from the history in whole hours, the same however often it is counted", async () => {
  const write = (
    kind: "connection.refreshed" | "connection.checked",
    data: Record<string, string | number | null>,
    at: Date,
  ) =>
    house.system.db.query((db) =>
      db.insert(events).values({
        id: newId("event"),
        firmId: null,
        kind,
        actorKind: "system",
        actorId: "test",
        at,
        data,
      }),
    );
  await write("connection.refreshed", { outcome: "refreshed" }, ago(3));
  await write("connection.refreshed", { outcome: "transient" }, ago(3));
  await write("connection.checked", { asked: 3, worked: 2, trouble: null }, ago(2));
  await write("connection.checked", { asked: 3, worked: 1, trouble: "clio_unavailable" }, ago(2));
  await write("connection.refreshed", { outcome: "refreshed" }, ago(45));
  await Promise.all([countActivity(house.system), countActivity(house.system)]);
  const totals = async () => {
    const { refresh, check } = await loadActivity(viewer, period);
    return Object.fromEntries([...refresh, ...check].map(({ name, total }) => [name, total]));
  };
  const first = await totals();
  expect(first).toMatchObject({ refreshed: 1, transient: 1, some_refused: 1, clio_unavailable: 1 });
  await write("connection.refreshed", { outcome: "refreshed" }, new Date());
  await countActivity(house.system);
  await countActivity(house.system);
  expect(await totals()).toEqual({ ...first, refreshed: 2 });
  // After a stop of days it takes up where it was.
  await house.system.db.query((db) =>
    db.delete(activityHours).where(sql`${activityHours.hour} > now() - interval '60 hours'`),
  );
  await countActivity(house.system);
  expect(await totals()).toEqual({ ...first, refreshed: 2 });
});

it("what costs firms time is counted by step and month, with who they are", async () => {
  const month = today.slice(0, 7);
  const [one] = firms;
  if (!one) throw new Error("no firm");
  const ask = (kind: "stuck" | "different", step: "plan" | "credentials", at: Date) =>
    house.system.db.query((db) =>
      db.insert(helpRequests).values({
        id: newId("helpRequest"),
        firmId: one.id,
        personId: one.contactId,
        kind,
        step,
        text: "It looks different.",
        createdAt: at,
      }),
    );
  await ask("stuck", "plan", new Date());
  await ask("different", "credentials", new Date());
  await ask("stuck", "plan", ago(70));
  await refreshQueueRows(house.system, { limit: 100, waits: true });
  const friction = await loadFriction(viewer, { month, timeZone });
  const of = (step: string) => friction.steps.find((row) => row.step === step);
  expect(of("plan")).toMatchObject({ stuck: 1, different: 0 });
  expect(of("credentials")).toMatchObject({ stuck: 0, different: 1 });
  expect(friction.questionsInAll).toBe(2);
  expect(friction.questions.map(({ firm }) => firm.name)).toEqual([
    "Hartley & Moss LLP",
    "Hartley & Moss LLP",
  ]);
  expect(friction.steps.reduce((sum, { waiting }) => sum + waiting, 0)).toBe(3);
  const before = await loadFriction(viewer, { month: "2020-01", timeZone });
  expect(before).toMatchObject({ endings: [], questions: [], questionsInAll: 0 });
});
