import { and, eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { completeProof } from "@/lib/applications/complete-proof";
import { createAgencyApplication } from "@/lib/applications/create-agency-application";
import { startProof } from "@/lib/applications/start-proof";
import { storeAgencyKeys } from "@/lib/applications/store-agency-keys";
import { randomToken } from "@/lib/crypto/hash";
import { connections, grants, links, reauthorizations, scopeSets } from "@/lib/db/schema";
import { draftScopes } from "@/lib/integrations/draft-scopes";
import { publishScopes } from "@/lib/integrations/publish-scopes";
import type { ScopeLine } from "@/lib/integrations/rules";
import { clioUsers, type Keys } from "@/lib/testing/clio";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import type { Resource } from "@/lib/vocabulary";
import { checkPermissions } from "./check-permissions";
import { confirmAccount } from "./confirm-account";
import { loadAttempt, loadConnection } from "./queries";
import { sweepStatuses } from "./sweep-statuses";
import { runCampaign } from "./run-campaign";
import { runProbes } from "./run-probes";
import { sweepReauthorizations } from "./sweep-reauthorizations";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.heal());
afterAll(() => house.close());

type Firm = Awaited<ReturnType<House["firm"]>> & { user: number; keys: Keys };
const DAY_MS = 86_400_000;
const OLD: Resource[] = ["users", "contacts"];
const NEW: Resource[] = [...OLD, "tasks"];
const line = (resource: Resource, more: Partial<ScopeLine> = {}): ScopeLine => ({
  resource,
  access: "read",
  required: true,
  purpose: "Shows them in HubSpot",
  impact: "They do not show in HubSpot.",
  ...more,
});
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** Boxes of a firm's application in Clio's form. */
const tick = (keys: Keys, resources: Resource[]) =>
  house.control(
    `applications/${keys.appId}`,
    {
      permissions: Object.fromEntries(resources.map((one) => [one, { read: true, write: false }])),
    },
    "PUT",
  );

/** A connected firm with an application of its own, whose boxes are these. */
async function connected(integration: string, boxes = OLD): Promise<Firm> {
  const { user } = await house.account("Hartley & Moss LLP");
  const firm = await house.firm({ integration });
  const keys = await house.connect(firm, await house.register(boxes), { user });
  return { ...firm, user, keys };
}

/** Publishes these permissions beside contacts, and does what the jobs would. */
async function publish(
  integration: string,
  lines: ScopeLine[],
  dueOn: string | null = inDays(10),
): Promise<string> {
  const draftId = await draftScopes(house.staff.admin, {
    integrationId: integration,
    note: "Deadlines show in HubSpot from now on.",
    dueOn,
    scopes: [line("contacts"), ...lines],
  });
  await publishScopes(house.staff.admin, { integrationId: integration, draftId });
  await runCampaign(house.system, { scopeSetId: draftId });
  return draftId;
}

const grantOf = async (firmId: string) => {
  const [grant] = await house.system.db.query((db) =>
    db
      .select()
      .from(grants)
      .where(and(eq(grants.firmId, firmId), eq(grants.state, "active"))),
  );
  if (!grant) throw new Error(`nothing is connected at ${firmId}`);
  return grant;
};
const tryAll = async (...firms: Firm[]) => {
  for (const { id } of firms) {
    const { id: grantId } = await grantOf(id);
    await checkPermissions(house.system, { grantId, trigger: "new_scopes" });
  }
};
const rowsOf = (firmId: string) =>
  house.system.db.query((db) =>
    db
      .select()
      .from(reauthorizations)
      .where(eq(reauthorizations.firmId, firmId))
      .orderBy(reauthorizations.createdAt),
  );
const openOf = async (firmId: string) =>
  (await rowsOf(firmId)).find(({ doneAt }) => doneAt === null);
const mailsTo = async (firm: Firm) => house.mailsOf(firm.id, "new_permissions");
const look = (firm: Firm) => loadConnection(firm.contact, firm.id);
const dueNow = (scopeSetId: string) =>
  house.system.db.query((db) =>
    db.update(scopeSets).set({ dueAt: new Date() }).where(eq(scopeSets.id, scopeSetId)),
  );
/** As if everything that is open had happened so many days earlier. */
const waitDays = (days: number, firmId: string) =>
  house.system.db.query(async (db) => {
    const row = await openOf(firmId);
    const earlier = (at: Date | null) => at && new Date(at.getTime() - days * DAY_MS);
    if (!row) return;
    await db
      .update(reauthorizations)
      .set({ mailedAt: earlier(row.mailedAt), nextMailAt: earlier(row.nextMailAt) })
      .where(eq(reauthorizations.id, row.id));
  });

describe("a permission that is added", () => {
  it("is settled without a mail where the grant that there is has it", async () => {
    const integration = await house.integration();
    const firm = await connected(integration, NEW);
    await publish(integration, [line("tasks")], null);
    expect((await look(firm)).status).toBe("checking");
    expect(await openOf(firm.id)).toMatchObject({ mailedAt: null, probedAt: null });
    await tryAll(firm);
    expect(await look(firm)).toMatchObject({ status: "working", newPermissions: null });
    expect(await rowsOf(firm.id)).toMatchObject([{ doneHow: "existing_grant", mailsSent: 0 }]);
    expect(await mailsTo(firm)).toEqual([]);
    // What was settled so, and is lost later, is a permission that is missing.
    await house.control(`users/${firm.user}`, { rights: ["users", "contacts"] }, "PUT");
    await tryAll(firm);
    expect((await look(firm)).reason).toBe("permission_missing");
  });

  it("is asked for by one mail, changes the status on its day, and by one trip is there", async () => {
    const integration = await house.integration();
    const firm = await connected(integration);
    const before = await look(firm);
    const set = await publish(integration, [line("tasks")]);
    await tryAll(firm);
    await tryAll(firm);
    const asked = await look(firm);
    expect(asked).toMatchObject({ status: "working", reason: "all_proven" });
    expect(asked.newPermissions).toMatchObject({
      isDue: false,
      note: "Deadlines show in HubSpot from now on.",
      lines: [{ resource: "tasks" }],
    });
    const [mail, ...more] = await mailsTo(firm);
    expect(more).toEqual([]);
    expect(mail?.to).toBe(`ada@${firm.domain}`);
    expect(mail?.text).toMatch(
      /From \d+ \w+ \d{4} on, “Clio and HubSpot contacts” also needs Tasks/,
    );
    expect((await openOf(firm.id))?.openedAt).toBeNull();
    const { ctx } = await house.follow(await house.tokenOf(firm.id, "new_permissions"));
    expect((await openOf(firm.id))?.openedAt).not.toBeNull();

    await dueNow(set);
    expect(await look(firm)).toMatchObject({
      status: "needs_attention",
      reason: "reauthorization_due",
      actor: "firm",
      nextAction: "connect",
    });
    await tick(firm.keys, NEW);
    await house.trip(ctx, { user: firm.user });
    const after = await look(firm);
    expect(after).toMatchObject({ id: before.id, status: "working", newPermissions: null });
    expect(await rowsOf(firm.id)).toMatchObject([{ doneHow: "reauthorized", nextMailAt: null }]);
    const kinds = (await house.historyOf(firm.id)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind.startsWith("reauthorization."))).toEqual([
      "reauthorization.started",
      "reauthorization.probed",
      "reauthorization.mailed",
      "reauthorization.done",
    ]);
    const usable = await house.system.db.query((db) =>
      db
        .select()
        .from(links)
        .where(
          and(eq(links.firmId, firm.id), eq(links.purpose, "reauthorize"), isNull(links.spentAt)),
        ),
    );
    expect(usable).toEqual([]);
  });

  it("is stored as due on its day, and computed anew by the sweep when that has come", async () => {
    const integration = await house.integration();
    const firm = await connected(integration);
    const set = await publish(integration, [line("tasks")]);
    const soon = { dueAt: new Date(Date.now() + 3_600_000) };
    await house.system.db.query((db) =>
      db.update(scopeSets).set(soon).where(eq(scopeSets.id, set)),
    );
    await tryAll(firm);
    const { changesAt, newPermissions } = await look(firm);
    expect(changesAt).toEqual(newPermissions?.dueAt);
    const row = async () => {
      const [found] = await house.system.db.query((db) =>
        db.select().from(connections).where(eq(connections.firmId, firm.id)),
      );
      return found;
    };
    expect((await row())?.statusChangesAt).toEqual(changesAt);
    await house.system.db.query(async (db) => {
      await db
        .update(connections)
        .set({ statusChangesAt: new Date() })
        .where(eq(connections.firmId, firm.id));
    });
    await dueNow(set);
    await sweepStatuses(house.system);
    expect(await row()).toMatchObject({ statusReason: "reauthorization_due" });
  });

  it("is no failure of a connection before it was asked for, and no sign of Clio's", async () => {
    const integration = await house.integration();
    const firm = await connected(integration);
    await publish(integration, [line("tasks")]);
    await tryAll(firm);
    const [row] = await house.system.db.query((db) =>
      db.select().from(connections).where(eq(connections.firmId, firm.id)),
    );
    expect(row?.failingSince).toBeNull();
    const { probesDueAt } = await grantOf(firm.id);
    expect((probesDueAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(20 * 3_600_000);
  });

  it("is asked of nobody before Clio has answered for it", async () => {
    const integration = await house.integration();
    const firm = await connected(integration);
    await publish(integration, [line("tasks")]);
    await house.spoil({ path: "/api/v4/tasks", how: { kind: "status", status: 503 } });
    await tryAll(firm);
    expect(await openOf(firm.id)).toMatchObject({ probedAt: null });
    expect(await mailsTo(firm)).toEqual([]);
    await house.heal();
    await tryAll(firm);
    expect(await mailsTo(firm)).toHaveLength(1);
  });

  it("to write is asked for although its reading works", async () => {
    const integration = await house.integration();
    const firm = await connected(integration);
    await publish(integration, [line("contacts", { access: "write" })], null);
    await tryAll(firm);
    expect((await look(firm)).reason).toBe("reauthorization_due");
    expect((await mailsTo(firm))[0]?.text).toMatch(/now also needs Contacts \(read and change\)/);
    await house.trip(firm.contact, { user: firm.user });
    expect((await look(firm)).status).toBe("working");
    expect(await rowsOf(firm.id)).toMatchObject([{ doneHow: "reauthorized" }]);
  });

  it("optional, like a removal, is asked of nobody and changes no status", async () => {
    const integration = await house.integration(["contacts", "matters"]);
    const firm = await connected(integration, [...OLD, "matters"]);
    await publish(integration, [line("tasks", { required: false })], null);
    await tryAll(firm);
    expect(await look(firm)).toMatchObject({ status: "working", newPermissions: null });
    expect(await rowsOf(firm.id)).toEqual([]);
    expect(await mailsTo(firm)).toEqual([]);
    const { scopes } = await look(firm);
    expect(scopes.filter(({ isToAllow }) => isToAllow)).toMatchObject([{ resource: "tasks" }]);
  });

  it("is simply asked for where nothing is connected yet", async () => {
    const integration = await house.integration();
    const { user } = await house.account("Hartley & Moss LLP");
    const firm = await house.firm({ integration });
    await publish(integration, [line("tasks")]);
    await house.connect(firm, await house.register(OLD), { user });
    expect(await loadConnection(firm.contact, firm.id)).toMatchObject({
      reason: "permission_missing",
      newPermissions: null,
    });
    expect(await rowsOf(firm.id)).toEqual([]);
  });
});

describe("a firm that does not authorize again", () => {
  it("is reminded on day 1, 3, 7 and 14 with a fresh link, and then staff are told", async () => {
    const integration = await house.integration();
    const firm = await connected(integration);
    await publish(integration, [line("tasks")]);
    await tryAll(firm);
    const tokens = new Set<string>();
    const counts: number[] = [];
    for (const days of [0, 1, 1, 1, 3, 1, 6, 1, 1, 5]) {
      await waitDays(days, firm.id);
      await Promise.all([sweepReauthorizations(house.system), sweepReauthorizations(house.system)]);
      counts.push((await mailsTo(firm)).length);
      tokens.add(await house.tokenOf(firm.id, "new_permissions"));
    }
    // Days       0, 1, 2, 3, 6, 7, 13, 14, 15, 20
    expect(counts).toEqual([1, 2, 2, 3, 3, 4, 4, 5, 5, 5]);
    expect(tokens.size).toBe(5);
    expect(await house.mailsOf(firm.id, "staff_notice")).toHaveLength(2);
    expect(await openOf(firm.id)).toMatchObject({ mailsSent: 5, nextMailAt: null });
  });

  it("keeps its grant when it declines, and gets one more mail on the day", async () => {
    const integration = await house.integration();
    const firm = await connected(integration);
    const set = await publish(integration, [line("tasks")], inDays(3));
    await tryAll(firm);
    const { id: grantId } = await grantOf(firm.id);
    const attempt = await house.trip(firm.contact, { answer: "decline", user: firm.user });
    expect((await loadAttempt(firm.contact, attempt))?.outcome).toBe("declined");
    expect((await grantOf(firm.id)).id).toBe(grantId);
    const { newPermissions, status } = await look(firm);
    expect(status).toBe("working");
    expect(newPermissions?.declinedAt).not.toBeNull();
    expect((await openOf(firm.id))?.nextMailAt).toEqual(newPermissions?.dueAt);
    await waitDays(2, firm.id);
    await sweepReauthorizations(house.system);
    expect(await mailsTo(firm)).toHaveLength(1);
    await dueNow(set);
    await waitDays(2, firm.id);
    await sweepReauthorizations(house.system);
    await waitDays(30, firm.id);
    await sweepReauthorizations(house.system);
    expect(await mailsTo(firm)).toHaveLength(2);
    // It may think again at any time.
    await tick(firm.keys, NEW);
    await house.trip(firm.contact, { user: firm.user });
    expect(await rowsOf(firm.id)).toMatchObject([{ doneHow: "reauthorized" }]);
    expect(await house.historyOf(firm.id, "reauthorization.declined")).toHaveLength(1);
  });

  it("is left alone about it once its access has ended or it has disconnected", async () => {
    const integration = await house.integration();
    const firm = await connected(integration);
    await publish(integration, [line("tasks")]);
    await tryAll(firm);
    await house.system.db.query((db) =>
      db
        .update(grants)
        .set({ endedAt: new Date(), endedReason: "revoked" })
        .where(eq(grants.firmId, firm.id)),
    );
    await waitDays(30, firm.id);
    await sweepReauthorizations(house.system);
    expect(await mailsTo(firm)).toHaveLength(1);
    expect(await look(firm)).toMatchObject({ reason: "revoked", newPermissions: null });
    await tick(firm.keys, NEW);
    await house.trip(firm.contact, { user: firm.user });
    expect(await rowsOf(firm.id)).toMatchObject([{ doneHow: "reauthorized" }]);
  });
});

describe("a trip of re-authorization", () => {
  it("of which a box was forgotten changes nothing before the day, and says then where to mend it", async () => {
    const integration = await house.integration();
    const firm = await connected(integration);
    const set = await publish(integration, [line("tasks")]);
    await tryAll(firm);
    await house.trip(firm.contact, { user: firm.user });
    const early = await look(firm);
    expect(early.status).toBe("working");
    expect(early.newPermissions?.lines).toMatchObject([{ resource: "tasks" }]);
    expect(early.scopes.filter(({ isToAllow }) => isToAllow)).toEqual([]);
    expect(await openOf(firm.id)).toBeDefined();
    await dueNow(set);
    const late = await look(firm);
    expect(late.reason).toBe("permission_missing");
    expect(late.scopes.find(({ resource }) => resource === "tasks")?.result).toBe(
      "missing_in_application",
    );
  });

  it("OC-02 in a wrong account changes nothing", async () => {
    const integration = await house.integration();
    const firm = await connected(integration);
    await publish(integration, [line("tasks")]);
    await tryAll(firm);
    await tick(firm.keys, NEW);
    const before = await grantOf(firm.id);
    const other = await house.account("Another Firm");
    const attempt = await house.trip(firm.contact, { user: other.user });
    expect((await loadAttempt(firm.contact, attempt))?.outcome).toBe("different_account");
    expect(await grantOf(firm.id)).toEqual(before);
    const { status, identity, newPermissions } = await look(firm);
    expect([status, identity?.accountId]).toEqual(["working", before.accountId]);
    expect(newPermissions).not.toBeNull();
    expect(await openOf(firm.id)).toMatchObject({ doneAt: null, declinedAt: null });
  });

  it("that began before the version is asked again, and nobody is forgotten", async () => {
    const integration = await house.integration();
    const { user } = await house.account("Hartley & Moss LLP");
    const firm = await house.firm({ integration });
    const keys = await house.register(OLD);
    await house.connect(firm, keys, { user });
    const late = { ...firm, user, keys };
    const draftId = await draftScopes(house.staff.admin, {
      integrationId: integration,
      note: "Deadlines show.",
      dueOn: null,
      scopes: [line("contacts"), line("tasks")],
    });
    await publishScopes(house.staff.admin, { integrationId: integration, draftId });
    // The campaign's job missed it, or died: the daily look finds what is open.
    await tryAll(late);
    expect(await mailsTo(late)).toHaveLength(1);
    await runCampaign(house.system, { scopeSetId: draftId });
    await tryAll(late);
    expect(await rowsOf(firm.id)).toHaveLength(1);
    expect(await mailsTo(late)).toHaveLength(1);
  });
});

describe("a newer version", () => {
  it("takes the place of one that is open, and each permission keeps its day", async () => {
    const integration = await house.integration();
    const firm = await connected(integration);
    const second = await publish(integration, [line("tasks")], inDays(2));
    await tryAll(firm);
    await publish(integration, [line("tasks"), line("documents")], inDays(20));
    await tryAll(firm);
    expect((await rowsOf(firm.id)).map(({ doneHow }) => doneHow)).toEqual(["superseded", null]);
    expect(await mailsTo(firm)).toHaveLength(2);
    await dueNow(second);
    const { reason, newPermissions } = await look(firm);
    expect(reason).toBe("reauthorization_due");
    expect(newPermissions?.lines.map(({ resource }) => resource)).toEqual(["tasks", "documents"]);
    // Half of it, by a trip under the newest version: the other half has its own day.
    await tick(firm.keys, NEW);
    await house.trip(firm.contact, { user: firm.user });
    expect((await look(firm)).status).toBe("working");
    expect(await openOf(firm.id)).toBeDefined();
    await tick(firm.keys, [...NEW, "documents"]);
    await house.trip(firm.contact, { user: firm.user });
    expect(await openOf(firm.id)).toBeUndefined();
  });

  it("that removes what was asked for ends the asking", async () => {
    const integration = await house.integration();
    const firm = await connected(integration);
    await publish(integration, [line("tasks")], null);
    await tryAll(firm);
    expect((await look(firm)).reason).toBe("reauthorization_due");
    await publish(integration, [], null);
    expect((await look(firm)).status).toBe("working");
    expect(await rowsOf(firm.id)).toMatchObject([{ doneHow: "superseded" }]);
    await waitDays(30, firm.id);
    await sweepReauthorizations(house.system);
    expect(await mailsTo(firm)).toHaveLength(1);
  });
});

describe("with the agency's application", () => {
  const needsBoth = (keys: Keys, boxes: Resource[]) => tick(keys, boxes);

  async function agency(integration: string) {
    const applicationId = await createAgencyApplication(house.staff.operator, {
      integration,
      region: "us",
    });
    const keys = await house.register(OLD);
    await storeAgencyKeys(house.staff.operator, {
      applicationId,
      client_id: keys.key,
      client_secret: keys.secret,
    });
    const prove = async () => {
      const browserToken = randomToken();
      const { location } = await startProof(house.staff.operator, { applicationId, browserToken });
      const parameters = await house.approve(location, { user: clioUsers.sam });
      const more = { browserToken, nextStepTitle: "Connect Clio" };
      await completeProof(house.staff.operator, { parameters, ...more });
    };
    await prove();
    return { keys, prove };
  }

  it("publishing waits for its boxes; then a firm needs nothing but its own yes", async () => {
    const integration = await house.integration();
    const { keys, prove } = await agency(integration);
    const { user } = await house.account("Hartley & Moss LLP");
    const firm = await house.firm({ route: "agency", integration });
    await house.trip(firm.contact, { user });
    const { runId } = await confirmAccount(firm.contact, await house.waiting(firm.id));
    await runProbes(firm.contact, runId ?? "");
    const one = { ...firm, user, keys };

    const publishing = () => codeOf(publish(integration, [line("tasks")], null));
    expect(await publishing()).toBe("conflict");
    await prove();
    expect(await publishing()).toBe("conflict");
    expect((await look(one)).status).toBe("working");
    await needsBoth(keys, NEW);
    expect(await publishing()).toBe("conflict");
    await prove();
    expect(await publishing()).toBe("done");
    await tryAll(one);
    const { reason, scopes } = await look(one);
    expect(reason).toBe("reauthorization_due");
    // The box is proven and the user is the account's owner: neither is to blame.
    expect(scopes.find(({ resource }) => resource === "tasks")).toMatchObject({
      result: "refused",
      isToAllow: true,
    });
    const { ctx } = await house.follow(await house.tokenOf(firm.id, "new_permissions"));
    await house.trip(ctx, { user });
    expect((await look(one)).status).toBe("working");
  });
});
