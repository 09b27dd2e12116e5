import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { queueCsvCells } from "@/components/staff/queue-csv";
import { events } from "@/lib/db/schema";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { manyFirms } from "@/lib/testing/many-firms";
import { bulkFirms } from "./bulk-firms";
import { loadBulkRun } from "./bulk-queries";
import { csvLine } from "./csv";
import { parseCsv } from "./csv.testing";
import { exportQueue } from "./export-queue";
import { listQueue } from "./list-queue";
import { emptyQuery, type QueueQuery } from "./queue-query";
import { refreshQueueRows } from "./refresh-queue-rows";
import { startBulk } from "./start-bulk";

const MANY = 1230;
let house: House;
beforeAll(async () => {
  house = await openHouse();
  const integrationId = await house.integration();
  for (const statement of manyFirms({ count: MANY, integrationId })) {
    await house.system.db.query((db) => db.execute(statement));
  }
  await house.system.db.query((db) =>
    db.execute(`update firms set name = '=2+5, "Ltd"', tags = '{vip}' where id = 'firm_many7'`),
  );
  let left = 1;
  while (left > 0) left = await refreshQueueRows(house.system, { limit: 500, waits: true });
});
afterAll(() => house.close());

/** What the page shows, page after page. */
async function listed(query: QueueQuery): Promise<string[]> {
  const ids: string[] = [];
  let after: QueueQuery["after"] = null;
  do {
    const page = await listQueue(house.staff.viewer, { ...query, after });
    ids.push(...page.rows.map(({ firmId }) => firmId));
    const last = page.rows.at(-1);
    after = page.next && last ? { value: last.firmName, firmId: last.firmId } : null;
  } while (after);
  return ids;
}

async function exported(query: QueueQuery) {
  const pages: number[] = [];
  const ids: string[] = [];
  let text = "";
  for await (const rows of exportQueue(house.staff.viewer, query)) {
    pages.push(rows.length);
    ids.push(...rows.map(({ firmId }) => firmId));
    text += rows.map((row) => csvLine(queueCsvCells(row))).join("");
  }
  return { pages, ids, lines: parseCsv(text) };
}

it("an export has the firms of the list in the list's order, held a page at a time", async () => {
  const query: QueueQuery = { ...emptyQuery, tab: "all", sort: "name", q: "many" };
  const { pages, ids, lines } = await exported(query);
  expect(ids).toEqual(await listed(query));
  expect(ids).toHaveLength(MANY);
  expect(Math.max(...pages)).toBe(500);
  expect(lines).toHaveLength(MANY);
  expect(lines[1]).toEqual([
    "Many 0001",
    "Waiting for the firm",
    "Invited",
    "Check your Clio plan",
    "not connected",
    "Not connected yet",
    expect.stringMatching(/^\d{4}-\d{2}-\d{2}T.+Z$/),
    "",
    "",
    "",
    "",
    "The firm, as a private application in its own account",
    "United States",
    "Clio and HubSpot contacts",
    expect.any(String),
  ]);
});

it("a name that would be a formula is none, and the history keeps who took which list along", async () => {
  const { lines } = await exported({ ...emptyQuery, tag: "vip" });
  expect(lines.map(([name]) => name)).toEqual([`'=2+5, "Ltd"`]);
  const rows = await house.system.db.query((db) =>
    db.select().from(events).where(eq(events.kind, "queue.exported")),
  );
  expect(rows.at(-1)?.data).toEqual({ filter: "tab=all&tag=vip" });
  expect(await codeOf(exportQueue(house.system, emptyQuery).next())).toBe("forbidden");
});

it("all that match a query are chosen in the database; what cannot be read chooses nothing", async () => {
  const ctx = house.staff.operator;
  for (const query of ["tab=nowhere", "tag=a&tag=b", "foo=1"]) {
    expect(bulkFirms(ctx, { query })).toBeNull();
  }
  const what = { kind: "remind", owner: "", tag: "", until: "" } as const;
  const firms = bulkFirms(ctx, { query: "tab=all&q=many" });
  if (!firms) throw new Error("the query was not read");
  const { runId } = await startBulk(ctx, { ...what, firms });
  expect((await loadBulkRun(ctx, runId)).total).toBe(MANY);
  const few = bulkFirms(ctx, { ids: ["firm_many1", "", "firm_many1", "firm_none"] });
  if (!few) throw new Error("ids were not read");
  const second = await startBulk(ctx, { ...what, firms: few });
  expect((await loadBulkRun(ctx, second.runId)).total).toBe(1);
});
