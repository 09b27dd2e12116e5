import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadCampaign } from "@/lib/connection/campaign-queries";
import { bulkItems, bulkRuns, firms as firmRows, reauthorizations } from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import { loadVersions } from "@/lib/integrations/queries";
import { connectedFirms } from "@/lib/testing/connected-firms";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { remindCampaign } from "./remind-campaign";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

it("a campaign of many firms has pages; all who were asked, and no others, get the link again in one run", async () => {
  const { firms } = await connectedFirms(house, { count: 130 });
  const { db } = house.system;
  const [first] = await db.query((tx) =>
    tx
      .select()
      .from(firmRows)
      .where(eq(firmRows.id, firms[0]?.firmId ?? "")),
  );
  const integrationId = first?.integrationId ?? "";
  const versions = await db.query((tx) => loadVersions(tx, [integrationId]));
  const scopeSetId = versions.get(integrationId)?.[0].id ?? "";
  const at = new Date();
  await db.query((tx) =>
    tx.insert(reauthorizations).values(
      firms.map(({ firmId, connectionId }, n) => ({
        id: newId("reauthorization"),
        firmId,
        connectionId,
        scopeSetId,
        probedAt: at,
        mailedAt: at,
        mailsSent: 1,
        // The last ten have allowed it.
        ...(n >= 120 && { doneAt: at, doneHow: "reauthorized" as const }),
      })),
    ),
  );
  const { viewer, operator } = house.staff;
  const seen: string[] = [];
  for (let after: string | undefined; ;) {
    const page = await loadCampaign(viewer, { scopeSetId, ...(after && { after }) });
    expect(page).toMatchObject({ total: 130, counts: { mailed: 120, reauthorized: 10 } });
    seen.push(...page.firms.map(({ firmId }) => firmId));
    if (!page.next) break;
    after = page.next;
  }
  expect(new Set(seen).size).toBe(130);
  expect(seen).toHaveLength(130);

  const all = { integrationId, version: 1 };
  expect(await codeOf(remindCampaign(viewer, all))).toBe("forbidden");
  expect(await codeOf(remindCampaign(operator, { ...all, version: 9 }))).toBe("not_found");
  const { runId } = await remindCampaign(operator, all);
  const [run] = await db.query((tx) => tx.select().from(bulkRuns).where(eq(bulkRuns.id, runId)));
  expect(run).toMatchObject({ kind: "send_reauthorization", total: 120 });
  const items = await db.query((tx) =>
    tx.select().from(bulkItems).where(eq(bulkItems.runId, runId)),
  );
  expect(new Set(items.map(({ firmId }) => firmId))).toEqual(
    new Set(firms.slice(0, 120).map(({ firmId }) => firmId)),
  );
});
