import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { events } from "@/lib/db/schema";
import { listHistory } from "@/lib/events/queries";
import { loadChecklist } from "@/lib/onboarding/queries";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { addPlan } from "./add-plan";
import { answerPlan } from "./answer-plan";
import { changePlan } from "./change-plan";
import { offerPlan } from "./offer-plan";
import { listStaffPlans } from "./queries";
import { planFields } from "./schema";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const fields = (more: Record<string, string> = {}) =>
  planFields.parse({
    name: "Core",
    api_access: "no",
    as_of: "2026-11-02",
    position: "6",
    ...more,
  });
const planOf = async (code: string) =>
  (await listStaffPlans(house.staff.viewer)).find((plan) => plan.code === code);
const changes = () =>
  house.system.db.query((db) =>
    db
      .select()
      .from(events)
      .where(and(eq(events.kind, "plans.changed")))
      .orderBy(events.seq),
  );

it("a changed access changes the verdict of the firms that named the plan, and of no other", async () => {
  const [one, other] = [await house.firm(), await house.firm()];
  await answerPlan(one.contact, { plan: "core" });
  await answerPlan(other.contact, { plan: "essentials" });
  expect((await loadChecklist(one.contact, one.id)).plan).toBe("not_sure");
  expect(await planOf("core")).toMatchObject({ firms: 1, firmsThatFollow: 1, version: 1 });
  for (const ctx of [house.staff.operator, house.staff.viewer, one.contact, house.system]) {
    const change = changePlan(ctx, { ...fields(), code: "core", version: 1 });
    expect(await codeOf(change)).toBe("forbidden");
  }
  await changePlan(house.staff.admin, { ...fields(), code: "core", version: 1 });
  expect((await loadChecklist(one.contact, one.id)).plan).toBe("no_access");
  expect((await loadChecklist(other.contact, other.id)).plan).toBe("has_access");
  expect(await planOf("core")).toMatchObject({
    apiAccess: "no",
    asOf: "2026-11-02",
    version: 2,
    updatedByName: "The admin",
  });
  expect((await changes()).at(-1)?.data).toEqual({
    plan: "core",
    change: "changed",
    from: "unknown",
    to: "no",
  });
});

it("of two who save the same version one is told who was faster, and nothing is overwritten", async () => {
  const at = { code: "elite", version: 1 };
  const both = await Promise.all(
    ["Elite", "Elite One"].map((name) =>
      codeOf(changePlan(house.staff.admin, { ...fields({ name }), ...at })),
    ),
  );
  expect(both.toSorted()).toEqual(["conflict", "done"]);
  await expect(changePlan(house.staff.admin, { ...fields(), ...at })).rejects.toMatchObject({
    code: "conflict",
    version: 2,
    human: expect.stringContaining("The admin saved a change"),
  });
  const unknown = { ...fields(), code: "none", version: 1 };
  expect(await codeOf(changePlan(house.staff.admin, unknown))).toBe("not_found");
});

it("a new plan can be chosen at once; a retired one stays with those who named it", async () => {
  const [early, late] = [await house.firm(), await house.firm()];
  const added = fields({ name: "Core 2027", api_access: "yes", price: "$99", position: "9" });
  expect(await addPlan(house.staff.admin, added)).toEqual({ code: "core_2027" });
  expect(await codeOf(addPlan(house.staff.admin, added))).toBe("invalid_input");
  expect(await codeOf(addPlan(house.staff.operator, added))).toBe("forbidden");
  await answerPlan(early.contact, { plan: "core_2027" });
  const offer = { code: "core_2027", version: 1, offered: "no" } as const;
  expect(await codeOf(offerPlan(house.staff.operator, offer))).toBe("forbidden");
  await offerPlan(house.staff.admin, offer);
  expect(await codeOf(offerPlan(house.staff.admin, offer))).toBe("conflict");
  expect(await codeOf(answerPlan(late.contact, { plan: "core_2027" }))).toBe("invalid_input");
  await answerPlan(early.contact, { plan: "core_2027" });
  expect((await loadChecklist(early.contact, early.id)).plan).toBe("has_access");
  await offerPlan(house.staff.admin, { ...offer, version: 2, offered: "yes" });
  await answerPlan(late.contact, { plan: "core_2027" });
  const { events: lines } = await listHistory(house.staff.viewer, { kinds: ["plans.changed"] });
  expect(lines.slice(0, 3).map(({ data, named }) => [named.plan, data["change"]])).toEqual([
    ["Core 2027", "brought_back"],
    ["Core 2027", "retired"],
    ["Core 2027", "added"],
  ]);
});

it("nobody knows what will be, and a day is a day", async () => {
  const tomorrow = { ...fields({ as_of: "2999-01-01" }), code: "core", version: 2 };
  expect(await codeOf(changePlan(house.staff.admin, tomorrow))).toBe("invalid_input");
  expect(planFields.safeParse({ ...fields(), position: "1", as_of: "2026-02-30" }).success).toBe(
    false,
  );
  expect(planFields.safeParse({ ...fields(), position: "0" }).success).toBe(false);
  expect(planFields.safeParse({ ...fields(), position: "1", more: "x" }).success).toBe(false);
});
