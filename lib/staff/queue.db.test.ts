import { and, eq, inArray, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { now } from "@/lib/context";
import {
  connections,
  firms,
  helpRequests,
  mails,
  people,
  plans,
  queueCounts,
  queueMarks,
  queueRows,
  scopeChecks,
} from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import { connectedFirms } from "@/lib/testing/connected-firms";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { queueTabs } from "@/lib/vocabulary";
import { foldQueueCounts } from "./count-queue";
import { deleteView } from "./delete-view";
import { listQueue } from "./list-queue";
import { loadQueueFacts } from "./load-queue-facts";
import { loadQueueChoices } from "./queue-choices";
import { emptyQuery, parseQueueQuery, type QueueQuery } from "./queue-query";
import { queueRow } from "./queue-rules";
import { refreshQueueRows } from "./refresh-queue-rows";
import { saveView } from "./save-view";
import { sweepQueue } from "./sweep-queue";

let house: House;
beforeAll(async () => {
  // Its days begin with those of the instants that the tests move.
  house = await openHouse({ AGENCY_TIME_ZONE: "UTC" });
});
afterAll(() => house.close());

const list = (query: Partial<QueueQuery> = {}, ctx = house.staff.viewer) =>
  listQueue(ctx, { ...emptyQuery, ...query });
const rowOf = async (firmId: string) =>
  (
    await house.system.db.query((db) =>
      db.select().from(queueRows).where(eq(queueRows.firmId, firmId)),
    )
  )[0];
const run = (statement: ReturnType<typeof sql>) =>
  house.system.db.query((db) => db.execute(statement));

/** Every stored row is what the pure function says now; the counters say how many each tab holds. */
async function expectRowsAsComputed(): Promise<number> {
  const rows = await house.system.db.query((db) => db.select().from(queueRows));
  const all = await house.system.db.query((db) => db.select({ id: firms.id }).from(firms));
  const at = await now(house.system);
  const loaded = await loadQueueFacts(
    house.system,
    all.map(({ id }) => id),
  );
  const open = [...loaded.values()].filter(({ facts }) => facts.firm.closedAt === null);
  expect(rows).toHaveLength(open.length);
  const stored = new Map(rows.map((row) => [row.firmId, row]));
  for (const { facts } of open) {
    const computed = queueRow(facts, at);
    expect(stored.get(computed.firmId)).toMatchObject(computed);
  }
  const counted = await house.system.db.query((db) =>
    db
      .select({ tab: queueCounts.tab, number: sql<number>`sum(change)::int` })
      .from(queueCounts)
      .groupBy(queueCounts.tab),
  );
  for (const tab of queueTabs) {
    const number = counted.find((one) => one.tab === tab)?.number ?? 0;
    expect([tab, number]).toEqual([tab, rows.filter((row) => row.tab === tab).length]);
  }
  return rows.length;
}

describe("many firms", () => {
  const COUNT = 250;
  let ids: string[] = [];
  beforeAll(async () => {
    const made = await connectedFirms(house, { count: COUNT, owner: "firm" });
    ids = made.firms.map(({ firmId }) => firmId);
    await house.system.db.query((db) =>
      db
        .insert(plans)
        .values({ code: "p1", name: "P1", apiAccess: "yes", asOf: "2026-01-01", position: 1 }),
    );
  });

  /** Something of a firm changes as it does in earnest, by the number `n`. */
  async function change(firmId: string, n: number): Promise<void> {
    const kinds = [
      () =>
        run(sql`update firms set live_at = now(), live_cause = 'override',
          live_until = now() + make_interval(days => ${n % 6}, hours => 1) where id = ${firmId}`),
      () => run(sql`update firms set live_at = null, live_until = null where id = ${firmId}`),
      () =>
        run(
          sql`update firms set plan_answer = 'p1', plan_answered_at = now() where id = ${firmId}`,
        ),
      () =>
        run(sql`update firms set route = case when route = 'firm_private'
          then 'firm_developer' else 'firm_private' end where id = ${firmId}`),
      () =>
        run(sql`insert into developer_accounts (firm_id, email, applied_on)
          values (${firmId}, 'dev@any.test', now()::date)
          on conflict (firm_id) do update set approved_on = now()::date`),
      () =>
        house.system.db.query((db) =>
          db.insert(helpRequests).values({
            id: newId("helpRequest"),
            firmId,
            personId: "person_x",
            kind: "stuck",
            text: "Where?",
          }),
        ),
      () => run(sql`update help_requests set done_at = now() where firm_id = ${firmId}`),
      () =>
        run(sql`update scope_checks set result = case when result = 'works'
          then 'refused' else 'works' end where firm_id = ${firmId} and resource = 'contacts'`),
      () =>
        run(
          sql`update scope_checks set checked_at = now() - interval '20 hours' where firm_id = ${firmId}`,
        ).then(() =>
          run(sql`update connections set status_changes_at = now() where firm_id = ${firmId}`),
        ),
      () =>
        run(sql`update grants set ended_at = now(), ended_reason = 'revoked'
          where firm_id = ${firmId} and state = 'active'`),
      () => run(sql`update connections set worked_at = now() where firm_id = ${firmId}`),
      () => run(sql`update applications set review_needed_at = now() where firm_id = ${firmId}`),
      () =>
        run(
          sql`update applications set reviewed_at = now(), registered_at = now() where firm_id = ${firmId}`,
        ),
      () =>
        run(sql`update firms set owner_id = ${house.staff.operator.actor.kind === "staff" ? house.staff.operator.actor.personId : ""},
          tags = array['vip'] where id = ${firmId}`),
      () =>
        house.system.db.query((db) =>
          db.insert(mails).values({
            id: newId("mail"),
            firmId,
            kind: "reminder",
            toAddress: "x@y.test",
            subject: "S",
            causeKey: newId("mail"),
            messageId: newId("mail"),
          }),
        ),
      () =>
        run(
          sql`update mails set error = 'refused_550', state = 'failed' where firm_id = ${firmId}`,
        ),
      () =>
        run(
          sql`update plans set api_access = case when api_access = 'yes' then 'no' else 'yes' end where code = 'p1'`,
        ),
      () => run(sql`update firms set closed_at = now() where id = ${firmId} and ${n % 5} = 0`),
    ];
    await kinds[n % kinds.length]?.();
  }

  test("have the rows that the pure function gives, after changes and as time passes", async () => {
    await sweepQueue(house.system);
    expect(await expectRowsAsComputed()).toBe(COUNT);
    for (let n = 0; n < 300; n += 1) await change(ids[(n * 37) % COUNT] ?? "", n * 7 + 3);
    await sweepQueue(house.system);
    const open = await expectRowsAsComputed();
    // Time passes for everything that is stored, and nothing is marked: what is due is found by its instant.
    let recomputed = 0;
    for (let step = 0; step < 4; step += 1) {
      await passDay();
      recomputed += await refreshQueueRows(house.system, { limit: 10_000, waits: false });
      await expectRowsAsComputed();
    }
    expect(recomputed).toBeGreaterThan(100);
    expect(recomputed).toBeLessThan(open * 4);
  });

  test("keep them while many write and several compute", async () => {
    const writing = { isOver: false };
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let n = 0; n < 60; n += 1) {
        await change(ids[(n * 13 + writer * 7) % 40] ?? "", n * 11 + writer);
      }
    });
    const computers = [true, false, true].map(async (waits) => {
      while (!writing.isOver) {
        await refreshQueueRows(house.system, { limit: 30, waits });
        await foldQueueCounts(house.system);
      }
    });
    await Promise.all(writers);
    writing.isOver = true;
    await Promise.all(computers);
    await sweepQueue(house.system);
    await expectRowsAsComputed();
    const left = await house.system.db.query((db) => db.select().from(queueMarks));
    expect(left).toEqual([]);
  });

  /** Every instant of these tables moves back by a day, and the rows with them, without a trigger. */
  async function passDay(): Promise<void> {
    const tables = [
      "firms",
      "developer_accounts",
      "connections",
      "grants",
      "scope_checks",
      "applications",
      "help_requests",
      "mails",
      "scope_sets",
      "queue_rows",
      "probe_runs",
    ];
    await house.owner.transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`);
      await tx.execute(
        sql`select shift_day(name) from unnest(array[${sql.join(
          tables.map((name) => sql`${name}`),
          sql`, `,
        )}]) as name`,
      );
    });
  }
  beforeAll(async () => {
    await house.owner.query((db) =>
      db.execute(sql`create function shift_day(name text) returns void language plpgsql as $$
      declare changes text;
      begin
        select string_agg(format('%I = %I - %s', column_name, column_name,
            case data_type when 'date' then '1' else 'interval ''1 day''' end), ', ') into changes
          from information_schema.columns
          where table_schema = 'public' and table_name = name
            and data_type in ('date', 'timestamp with time zone') and column_name <> 'reminder_since';
        execute format('update %I set %s', name, changes);
      end $$`),
    );
  });
});

test("a mark whose writer commits late is not lost to an earlier look", async () => {
  const one = await house.firm({ name: "Slow & Late" });
  const other = await house.firm({ name: "Quick Law" });
  await sweepQueue(house.system);
  const written = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const late = house.system.db.transaction(async (tx) => {
    await tx.update(firms).set({ name: "Late & Slow" }).where(eq(firms.id, one.id));
    written.resolve();
    await mayEnd.promise;
  });
  await written.promise;
  // A higher mark of the same firm and one of another are taken meanwhile.
  await house.system.db.query((db) =>
    db.insert(queueMarks).values([{ firmId: one.id }, { firmId: other.id }]),
  );
  await refreshQueueRows(house.system, { limit: 10, waits: true });
  expect((await rowOf(one.id))?.firmName).toBe("Slow & Late");
  mayEnd.resolve();
  await late;
  await refreshQueueRows(house.system, { limit: 10, waits: true });
  expect((await rowOf(one.id))?.firmName).toBe("Late & Slow");
});

describe("the list", () => {
  let firm: Awaited<ReturnType<House["firm"]>>;
  beforeAll(async () => {
    await run(sql`update firms set closed_at = now() where closed_at is null`);
    firm = await house.firm({ name: "Zeitgeist O’Brien LLP" });
    const { actor } = house.staff.operator;
    await house.connect(firm);
    await house.system.db.query((db) =>
      db
        .update(firms)
        .set({ ownerId: actor.kind === "staff" ? actor.personId : null, tags: ["vip", "eu"] })
        .where(eq(firms.id, firm.id)),
    );
    const integration = await house.integration();
    const numbered = Array.from({ length: 120 }, (_, n) => ({ n, personId: newId("person") }));
    await house.system.db.query(async (db) => {
      await db.insert(people).values(
        numbered.map(({ n, personId }) => ({
          id: personId,
          kind: "firm" as const,
          email: `person${n}@numbered.test`,
          name: `Person ${n}`,
        })),
      );
      await db.insert(firms).values(
        numbered.map(({ n, personId }) => ({
          id: newId("firm"),
          name: `Numbered ${String(n % 60).padStart(3, "0")}`,
          route: n % 2 ? ("agency" as const) : ("firm_private" as const),
          region: n % 3 ? ("us" as const) : ("eu" as const),
          integrationId: integration,
          mainContactId: personId,
          createdBy: personId,
          createdAt: new Date(Date.now() - (n % 40) * 86_400_000),
        })),
      );
    });
    await sweepQueue(house.system);
  });

  test("leads through every firm once, in each order", async () => {
    for (const sort of ["since", "name", "newest"] as const) {
      const seen: { name: string; since: string; id: string }[] = [];
      let query: QueueQuery | null = { ...emptyQuery, tab: "all", sort };
      while (query) {
        const page = await listQueue(house.staff.viewer, query);
        seen.push(
          ...page.rows.map((row) => ({ name: row.firmName, since: row.since, id: row.firmId })),
        );
        query = page.next
          ? parseQueueQuery(Object.fromEntries(new URLSearchParams(page.next))).query
          : null;
      }
      expect(seen).toHaveLength(121);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(121);
      const sorted = {
        since: seen.toSorted((one, other) => one.since.localeCompare(other.since)),
        name: seen.toSorted((one, other) => (one.name < other.name ? -1 : 1)),
        newest: seen,
      }[sort];
      const key = sort === "name" ? "name" : "since";
      expect(seen.map((one) => one[key])).toEqual(sorted.map((one) => one[key]));
    }
  });

  test.each<[Partial<QueueQuery>, number]>([
    [{ tab: "needs_us" }, 61],
    [{ tab: "waiting_firm" }, 60],
    [{ tab: "broken" }, 0],
    [{ stage: "connected" }, 1],
    [{ stage: "invited" }, 120],
    [{ status: "working" }, 1],
    [{ route: "agency" }, 60],
    [{ region: "eu", route: "agency" }, 20],
    [{ region: "eu", tab: "needs_us" }, 20],
    [{ owner: "me" }, 0],
    [{ owner: "nobody" }, 120],
    [{ tag: "vip" }, 1],
    [{ tag: "vi" }, 0],
    [{ longer: 35 }, 15],
    [{ q: "zeit" }, 1],
    [{ q: "obrien" }, 0],
    [{ q: "o’brien ZEITGEIST" }, 1],
    [{ q: "numbered" }, 120],
    [{ q: "person7@numbered.test" }, 1],
    [{ q: "numbered eitgeist" }, 0],
    [{ q: "&|!" }, 0],
    [{ q: "numbered", region: "eu", owner: "nobody", longer: 1 }, 39],
  ])("%j holds %i firms", async (query, number) => {
    const page = await list({ tab: "all", ...query });
    expect(page.counts[query.tab ?? "all"]).toEqual({ number, isMore: false });
    expect(page.rows).toHaveLength(Math.min(50, number));
    const { tab = null } = query;
    expect(page.rows.filter((row) => tab !== null && row.tab !== tab)).toEqual([]);
  });

  test("knows whom “me” is, and a firm by its account, its number and its client ID", async () => {
    const mine = await list({ owner: "me" }, house.staff.operator);
    expect(mine.rows.map(({ firmId }) => firmId)).toEqual([firm.id]);
    expect(mine.rows[0]?.owner?.name).toBe("The operator");
    expect(mine.rows[0]?.lastProofAt).not.toBeNull();
    const [link] = await house.system.db.query((db) =>
      db.select().from(connections).where(eq(connections.firmId, firm.id)),
    );
    const clientId = await run(
      sql`select client_id from applications where firm_id = ${firm.id} and client_id is not null`,
    );
    for (const q of [
      link?.accountName,
      link?.accountId,
      clientId[0]?.client_id,
      "ada@hartleymoss",
    ]) {
      const found = await list({ q: String(q) });
      expect(found.rows.map(({ firmId }) => firmId)).toContain(firm.id);
    }
  });

  test("opens at the first tab that holds a firm, and follows a change at once", async () => {
    const before = await list();
    expect(before.query.tab).toBe("needs_us");
    expect(before.counts.broken).toEqual({ number: 0, isMore: false });
    await house.system.db.query((db) =>
      db
        .update(scopeChecks)
        .set({ result: "refused" })
        .where(and(eq(scopeChecks.firmId, firm.id), inArray(scopeChecks.resource, ["contacts"]))),
    );
    const { query, rows, counts } = await list();
    expect(query.tab).toBe("broken");
    expect(rows).toMatchObject([
      { firmId: firm.id, missing: ["contacts"], action: "send_reauthorization" },
    ]);
    expect(counts).toMatchObject({ broken: { number: 1 }, needs_us: { number: 60 } });
  });

  test("counts of a filter are exact up to 1,000", async () => {
    // Rows of no firm: what is counted is rows.
    await house.owner.transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`);
      await tx.execute(sql`insert into queue_rows (firm_id, tab, stage, status, reason, actor, since,
          action, firm_name, route, integration_id, search, invited_at)
        select 'none_' || n, tab, 'live', 'working', 'all_proven', 'nobody', now(), 'none', 'None',
          'agency', 'intg_none', array_to_tsvector(array['thousand', '=' || tab]), now()
        from (select n, case when n <= 1000 then 'waiting_clio' when n <= 1010 then 'broken'
            else 'going_well' end as tab from generate_series(1, 6000) as n) as numbers`);
    });
    for (const query of [{ q: "thousand" }, { integration: "intg_none" }]) {
      const { counts } = await list(query);
      expect(counts).toMatchObject({
        broken: { number: 10, isMore: false },
        waiting_clio: { number: 1000, isMore: false },
        going_well: { number: 1000, isMore: true },
        waiting_firm: { number: 0, isMore: false },
        all: { number: 1000, isMore: true },
      });
    }
    await house.owner.transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`);
      await tx.execute(sql`delete from queue_rows where firm_id like 'none%'`);
    });
  });

  test("of a closed firm has nothing any more", async () => {
    await run(sql`update firms set closed_at = now() where id = ${firm.id}`);
    const { counts } = await list({ q: "zeitgeist" });
    expect(counts.all.number).toBe(0);
  });

  test("cannot be read by a firm", async () => {
    expect(await codeOf(listQueue(firm.contact, emptyQuery))).toBe("forbidden");
  });
});

test("views are kept for oneself or for everybody, and deleted by whoever kept them", async () => {
  const { admin, operator, viewer } = house.staff;
  const query = "tab=broken&owner=me&after=";
  await saveView(operator, { name: "Mine", query, for: "me" });
  await saveView(operator, { name: "Ours", query: "tab=all&q=moss", for: "all" });
  expect(await codeOf(saveView(viewer, { name: "No", query, for: "me" }))).toBe("forbidden");
  for (const wrong of ["tab=nonsense", "x=1", "after=abc"]) {
    expect(await codeOf(saveView(operator, { name: "No", query: wrong, for: "me" }))).toBe(
      "invalid_input",
    );
  }
  const views = async (ctx: typeof admin) => (await loadQueueChoices(ctx)).views;
  expect(await views(operator)).toMatchObject([
    { name: "Mine", query: "tab=broken&owner=me", isForAll: false, mayDelete: true },
    { name: "Ours", query: "tab=all&q=moss", isForAll: true, mayDelete: true },
  ]);
  expect(await views(viewer)).toMatchObject([{ name: "Ours", mayDelete: false }]);
  const [mine, ours] = await views(operator);
  expect(await codeOf(deleteView(admin, { id: mine?.id ?? "" }))).toBe("not_found");
  expect(await codeOf(deleteView(viewer, { id: ours?.id ?? "" }))).toBe("forbidden");
  await deleteView(admin, { id: ours?.id ?? "" });
  await deleteView(operator, { id: mine?.id ?? "" });
  expect(await views(operator)).toEqual([]);
});
