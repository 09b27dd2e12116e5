import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { confirmRegistered } from "@/lib/applications/confirm-registered";
import { loadConnection } from "@/lib/connection/queries";
import { refreshConnection } from "@/lib/connection/refresh-connection";
import type { Context } from "@/lib/context";
import { applications, firms, grants } from "@/lib/db/schema";
import { createIntegration } from "@/lib/integrations/create-integration";
import { loadChecklist } from "@/lib/onboarding/queries";
import { answerPlan } from "@/lib/plan/answer-plan";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import type { Route } from "@/lib/vocabulary";
import { changeRoute, routeInput } from "./change-route";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const change = (firmId: string, route: Route, ctx: Context = house.staff.operator) =>
  codeOf(changeRoute(ctx, { firmId, route }));
const applicationsOf = (firmId: string) =>
  house.system.db.query((db) =>
    db.select().from(applications).where(eq(applications.firmId, firmId)),
  );
const stepsOf = async (firmId: string) => {
  const { checklist } = await loadChecklist(house.system, firmId);
  return Object.fromEntries(checklist.steps.map(({ key, state }) => [key, state]));
};

it("keeps what was done: keys, answers and the connection stay, and count again on the way back", async () => {
  const firm = await house.firm();
  await answerPlan(firm.contact, { plan: "essentials" });
  await house.connect(firm);
  const before = {
    rows: await applicationsOf(firm.id),
    steps: await stepsOf(firm.id),
    connection: await loadConnection(house.system, firm.id),
  };
  expect(before.steps).toMatchObject({ credentials: "completed", permissions: "completed" });
  expect(await change(firm.id, "agency")).toBe("done");
  expect(await applicationsOf(firm.id)).toEqual(before.rows);
  const { identity, connectedAt } = await loadConnection(house.system, firm.id);
  expect({ identity, connectedAt }).toEqual({
    identity: before.connection.identity,
    connectedAt: before.connection.connectedAt,
  });
  expect(await stepsOf(firm.id)).toMatchObject({
    plan: "completed",
    agency_application: "waiting_us",
  });
  expect(await change(firm.id, "firm_developer")).toBe("done");
  expect(await stepsOf(firm.id)).toMatchObject({
    developer_account: "not_started",
    credentials: "completed",
    connect: "completed",
  });
  expect(await change(firm.id, "firm_private")).toBe("done");
  expect(await stepsOf(firm.id)).toEqual(before.steps);
  expect((await loadConnection(house.system, firm.id)).status).toBe("working");
  const lines = await house.historyOf(firm.id, "firm.route_changed");
  expect(lines.map(({ data }) => [data["from"], data["to"]])).toEqual([
    ["firm_private", "agency"],
    ["agency", "firm_developer"],
    ["firm_developer", "firm_private"],
  ]);
});

it("what works is judged by the application that it was connected through, on any route", async () => {
  const { user } = await house.account("Hartley & Moss LLP");
  const firm = await house.firm();
  const keys = await house.connect(firm, undefined, { user });
  await change(firm.id, "agency");
  const [grant] = await house.system.db.query((db) =>
    db
      .select()
      .from(grants)
      .where(and(eq(grants.firmId, firm.id), eq(grants.state, "active"))),
  );
  expect((await loadConnection(house.system, firm.id)).isAgencyApplication).toBe(false);
  await house.control(`applications/${keys.appId}`, { secret: "z".repeat(40) }, "PUT");
  await refreshConnection(house.system, { grantId: grant?.id ?? "", force: true });
  // The keys are the firm's, and so is it to mend them.
  expect(await loadConnection(house.system, firm.id)).toMatchObject({
    status: "needs_attention",
    reason: "keys_refused",
    actor: "firm",
  });
});

it("an application that is drafted and saved later makes no permission of the present one unproven", async () => {
  const { user } = await house.account("Hartley & Moss LLP");
  const integration = await createIntegration(house.staff.admin, {
    name: "Clio and Pipedrive",
    summary: "Writes people back.",
    note: "First version.",
    scopes: [
      {
        resource: "contacts",
        access: "write",
        required: true,
        purpose: "Writes people",
        impact: "People differ.",
      },
    ],
  });
  const firm = await house.firm({ integration });
  await house.connect(firm, undefined, { user });
  // As if it had been connected through the agency's application before.
  await house.system.db.transaction(async (tx) => {
    await tx
      .update(applications)
      .set({ firmId: null, integrationId: integration, verifiedAt: sql`now() - interval '1 day'` })
      .where(eq(applications.firmId, firm.id));
    await tx.update(firms).set({ route: "agency" }).where(eq(firms.id, firm.id));
  });
  expect((await loadConnection(house.system, firm.id)).status).toBe("working");
  await change(firm.id, "firm_private");
  await confirmRegistered(firm.contact, { done: true });
  const view = await loadConnection(house.system, firm.id);
  expect([view.status, view.isAgencyApplication]).toEqual(["working", true]);
});

it("drafts an application for a firm that registers it from now on, once", async () => {
  const firm = await house.firm({ route: "agency", name: "Castellan Family Law" });
  expect(await applicationsOf(firm.id)).toEqual([]);
  await change(firm.id, "firm_private");
  await change(firm.id, "agency");
  await change(firm.id, "firm_developer");
  const rows = await applicationsOf(firm.id);
  expect(rows.map(({ name, region }) => [name, region])).toEqual([
    ["AcuCoders Castellan Family Law Integration", "us"],
  ]);
  expect(rows[0]?.deauthorizationKey).toMatch(/^[\w-]{32}$/);
});

it("is for operators, for a firm that there is, and says nothing when nothing changes", async () => {
  const firm = await house.firm();
  expect(await change(firm.id, "agency", house.staff.viewer)).toBe("forbidden");
  expect(await change(firm.id, "agency", firm.contact)).toBe("forbidden");
  expect(await change("firm_none", "agency")).toBe("not_found");
  expect(await change(firm.id, "firm_private")).toBe("done");
  expect(await house.historyOf(firm.id, "firm.route_changed")).toEqual([]);
  expect(routeInput.safeParse({ route: "somebody" }).success).toBe(false);
});
