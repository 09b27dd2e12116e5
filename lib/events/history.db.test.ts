import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { personOf } from "@/lib/context";
import { events } from "@/lib/db/schema";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { exportHistory } from "./export-history";
import { listActors, listHistory, readHistory } from "./queries";
import { loadChainState, verifyNow } from "./verify-now";

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.firm();
});
afterAll(() => house.close());

const idOf = (ctx: House["system"]) => personOf(ctx) ?? "";
const all = () => readHistory(house.staff.viewer, {}, 1000);

it("is narrowed to who did it and when", async () => {
  const { viewer, operator } = house.staff;
  const everything = await all();
  const byOperator = await listHistory(viewer, { actorId: idOf(operator) });
  expect(byOperator.events.length).toBeGreaterThan(0);
  expect(new Set(byOperator.events.map(({ actorName }) => actorName))).toEqual(
    new Set(["The operator"]),
  );
  const byPortal = await listHistory(viewer, { actorId: "portal" });
  expect(byPortal.events.every(({ actorName }) => actorName === "The portal")).toBe(true);
  expect((await listHistory(viewer, { actorId: idOf(viewer) })).events).toEqual([]);
  const hour = 3_600_000;
  const [early, late] = [new Date(Date.now() - hour), new Date(Date.now() + hour)];
  expect((await listHistory(viewer, { since: early, until: late })).events).toHaveLength(
    everything.length,
  );
  expect((await listHistory(viewer, { until: early })).events).toEqual([]);
  expect((await listHistory(viewer, { since: late })).events).toEqual([]);
  expect((await listActors(viewer)).map(({ name }) => name)).toEqual([
    "The admin",
    "The operator",
    "The viewer",
  ]);
});

it("is taken along whole, page after page, and that is in it, too", async () => {
  await house.system.db.query((db) =>
    db.execute(sql`
      insert into events (id, firm_id, kind, actor_kind, actor_id, data)
      select 'evt_many' || n, null, 'settings.changed', 'system', 'test', '{}'::jsonb
      from generate_series(1, 700) as n`),
  );
  const before = await all();
  const lines = [];
  for await (const page of exportHistory(house.staff.viewer, { filter: {}, words: "" })) {
    expect(page.length).toBeLessThanOrEqual(500);
    lines.push(...page);
  }
  expect(lines.map(({ seq }) => seq)).toEqual([
    ...(await all()).slice(0, 1).map(({ seq }) => seq),
    ...before.map(({ seq }) => seq),
  ]);
  expect(lines[0]).toMatchObject({ kind: "history.exported", actorName: "The viewer" });
  const firm = await house.firm();
  const closed = exportHistory(firm.contact, { filter: {}, words: "" }).next();
  expect(await codeOf(closed)).toBe("forbidden");
});

it("is verified by administrators, and says so when it is not as it was written", async () => {
  expect((await loadChainState(house.staff.viewer)).verified).toBeNull();
  expect(await codeOf(verifyNow(house.staff.operator))).toBe("forbidden");
  await verifyNow(house.staff.admin);
  const good = await loadChainState(house.staff.viewer);
  expect(good.verified).toMatchObject({ wrong: 0, byName: "The admin", first: null });
  const [line] = (await all()).filter(({ kind }) => kind === "firm.created");
  // Who may alter tables takes the guard away first.
  await house.owner.transaction(async (tx) => {
    await tx.execute(sql`alter table events disable trigger user`);
    await tx
      .update(events)
      .set({ data: { name: "Another firm" } })
      .where(eq(events.id, line?.id ?? ""));
    await tx.execute(sql`alter table events enable trigger user`);
  });
  await verifyNow(house.staff.admin);
  const { verified } = await loadChainState(house.staff.viewer);
  expect(verified?.wrong).toBe(1);
  expect(verified?.first).toContain(line?.id);
});
