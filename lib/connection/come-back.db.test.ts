import { and, eq, ne } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { storeKeys } from "@/lib/applications/store-keys";
import { grants } from "@/lib/db/schema";
import { draftScopes } from "@/lib/integrations/draft-scopes";
import { publishScopes } from "@/lib/integrations/publish-scopes";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import type { Resource } from "@/lib/vocabulary";
import { loadCampaign, loadPreview } from "./campaign-queries";
import { checkPermissions } from "./check-permissions";
import { disconnect } from "./disconnect";
import { listNewBoxes } from "./list-new-boxes";
import { loadAttempt, loadConnection } from "./queries";
import { resendReauthorization } from "./resend-reauthorization";
import { runCampaign } from "./run-campaign";
import { withdrawKeys } from "./withdraw-keys";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const OLD: Resource[] = ["users", "contacts"];
async function connected(integration: string, name = "Hartley & Moss LLP") {
  const { user } = await house.account(name);
  const firm = await house.firm({ integration, name });
  const keys = await house.connect(firm, await house.register(OLD), { user });
  return { ...firm, user, keys };
}
type Firm = Awaited<ReturnType<typeof connected>>;
const look = (firm: Firm) => loadConnection(firm.contact, firm.id);
const endingOf = async (firm: Firm, user: number) => {
  const attempt = await house.trip(firm.contact, { user });
  return (await loadAttempt(firm.contact, attempt))?.outcome;
};
const livingOf = (firm: Firm) =>
  house.system.db.query((db) =>
    db
      .select()
      .from(grants)
      .where(and(eq(grants.firmId, firm.id), ne(grants.state, "retired"))),
  );

it("who disconnected comes back to the same connection, with the same account and no question", async () => {
  const firm = await connected(await house.integration());
  const before = await look(firm);
  await disconnect(firm.contact);
  expect(await look(firm)).toMatchObject({ status: "not_connected", reason: "disconnected" });
  const other = await house.account("Another Firm");
  expect(await endingOf(firm, other.user)).toBe("different_account");
  expect((await look(firm)).identity).toBeNull();
  expect(await endingOf(firm, firm.user)).toBe("connected");
  expect(await look(firm)).toMatchObject({
    id: before.id,
    status: "working",
    disconnectedAt: null,
    identity: { accountId: before.identity?.accountId },
  });
  expect(await livingOf(firm)).toHaveLength(1);
});

it("who took the keys back comes back with other ones, to the account that it had", async () => {
  const firm = await connected(await house.integration());
  await withdrawKeys(firm.contact);
  const other = await house.register(OLD);
  const pair = { client_id: other.key, client_secret: other.secret };
  await storeKeys(firm.contact, { region: "us", ...pair });
  expect(await endingOf(firm, firm.user)).toBe("connected");
  expect((await look(firm)).status).toBe("working");
});

it("a campaign is told to staff firm by firm, and what was added while a firm was away stands on its page", async () => {
  const integration = await house.integration();
  const [stays, away] = [await connected(integration), await connected(integration, "Away & Co")];
  await house.firm({ integration, name: "Never There" });
  await disconnect(away.contact);
  const { admin, operator, viewer } = house.staff;
  const line = (resource: Resource) => ({
    resource,
    access: "read" as const,
    required: true,
    purpose: "Shows them in HubSpot",
    impact: "They do not show.",
  });
  const draftId = await draftScopes(admin, {
    integrationId: integration,
    note: "Deadlines show.",
    dueOn: null,
    scopes: [line("contacts"), line("tasks")],
  });
  const draft = { id: draftId, version: 2, note: "", dueAt: null };
  const preview = await loadPreview(viewer, {
    integrationId: integration,
    draft: { ...draft, scopes: [line("contacts"), line("tasks")] },
  });
  expect(preview.total).toBe(3);
  expect(preview.firms.map(({ firmName, effect }) => [firmName, effect])).toEqual([
    ["Away & Co", "not_connected"],
    ["Hartley & Moss LLP", "asked"],
    ["Never There", "not_connected"],
  ]);
  await publishScopes(admin, { integrationId: integration, draftId });
  await runCampaign(house.system, { scopeSetId: draftId });
  const state = async () => {
    const { firms, total } = await loadCampaign(viewer, { scopeSetId: draftId });
    return [total, ...firms.map((one) => [one.firmName, one.state, one.mailsSent])];
  };
  expect(await state()).toEqual([1, ["Hartley & Moss LLP", "trying", 0]]);
  const resend = (ctx = operator, firmId = stays.id) =>
    codeOf(resendReauthorization(ctx, { firmId }));
  expect(await resend()).toBe("conflict");
  const [grant] = await livingOf(stays);
  const trigger = "new_scopes" as const;
  await checkPermissions(house.system, { grantId: grant?.id ?? "", trigger });
  expect(await state()).toEqual([1, ["Hartley & Moss LLP", "mailed", 1]]);
  expect(await resend(viewer)).toBe("forbidden");
  expect(await resend(operator, away.id)).toBe("conflict");
  expect(await resend()).toBe("done");
  // Beside the rhythm: the reminders come when they would have come.
  expect(await state()).toEqual([1, ["Hartley & Moss LLP", "mailed", 1]]);
  expect(await house.mailsOf(stays.id, "new_permissions")).toHaveLength(2);
  await disconnect(stays.contact);
  expect(await state()).toEqual([1, ["Hartley & Moss LLP", "not_connected", 1]]);

  expect([...(await listNewBoxes(away.contact, away.id))]).toEqual(["tasks"]);
  expect(await codeOf(listNewBoxes(away.contact, stays.id))).toBe("not_found");
  const ticked = { users: true, contacts: true, tasks: true };
  const permissions = Object.fromEntries(
    Object.keys(ticked).map((one) => [one, { read: true, write: false }]),
  );
  await house.control(`applications/${away.keys.appId}`, { permissions }, "PUT");
  expect(await endingOf(away, away.user)).toBe("connected");
  expect((await look(away)).status).toBe("working");
  await disconnect(away.contact);
  // It has been authorized with what is current: there is nothing new to tick.
  expect([...(await listNewBoxes(away.contact, away.id))]).toEqual([]);
});
