import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { applications } from "@/lib/db/schema";
import { connectedFirms } from "@/lib/testing/connected-firms";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { listApplications } from "./list-applications";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const list = (query: Parameters<typeof listApplications>[1] = {}) =>
  listApplications(house.staff.viewer, query);

it("ours and the firms' own are in one list, with who uses them and how old their secrets are", async () => {
  const [own, fresh] = [await house.firm({ name: "Ferris & Lunt" }), await house.firm()];
  await house.connect(own);
  const { applicationId } = await connectedFirms(house, { count: 3, region: "eu" });
  await house.system.db.query((db) =>
    db
      .update(applications)
      .set({ keysStoredAt: sql`now() - interval '200 days'` })
      .where(sql`${applications.id} = ${applicationId}`),
  );
  const { applications: all, next } = await list();
  expect(next).toBeNull();
  expect(all.map(({ firm }) => firm?.name ?? "ours").toSorted()).toEqual(["Ferris & Lunt", "ours"]);
  expect(all.find(({ id }) => id === applicationId)).toMatchObject({
    firm: null,
    region: "eu",
    keyCheck: "accepted",
    secretAgeDays: 200,
    usedBy: 3,
  });
  const firms = all.find(({ firm }) => firm?.id === own.id);
  expect(firms).toMatchObject({ secretAgeDays: 0, usedBy: 1, isUnderReview: false });
  expect(firms?.acceptedAt).toBeInstanceOf(Date);
  expect((await list({ owner: "ours" })).applications.map(({ id }) => id)).toEqual([applicationId]);
  expect(
    (await list({ owner: "firms", region: "us", check: "accepted" })).applications,
  ).toHaveLength(1);
  expect((await list({ check: "refused" })).applications).toEqual([]);
  expect(JSON.stringify(all)).not.toMatch(/sealed|secret"|clientId"/i);
  expect(await codeOf(listApplications(fresh.contact, {}))).toBe("forbidden");
});

it("has pages, each application on one of them", async () => {
  await connectedFirms(house, { count: 55, region: "ca", owner: "firm" });
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const { applications: page, next } = await list({ owner: "firms", ...(after && { after }) });
    expect(page.length).toBeLessThanOrEqual(50);
    seen.push(...page.map(({ id }) => id));
    after = next ?? undefined;
  } while (after);
  expect(seen).toHaveLength(56);
  expect(new Set(seen).size).toBe(56);
});
