import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { completeProof } from "@/lib/applications/complete-proof";
import { createAgencyApplication } from "@/lib/applications/create-agency-application";
import { loadAgencyApplication } from "@/lib/applications/agency-queries";
import { startProof } from "@/lib/applications/start-proof";
import { storeAgencyKeys } from "@/lib/applications/store-agency-keys";
import { loadDraftState } from "@/lib/connection/load-draft-state";
import type { Context } from "@/lib/context";
import { randomToken } from "@/lib/crypto/hash";
import { events, scopeSets } from "@/lib/db/schema";
import { clioUsers } from "@/lib/testing/clio";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import type { Region, Resource } from "@/lib/vocabulary";
import { discardDraft } from "./discard-draft";
import { draftScopes } from "./draft-scopes";
import { publishScopes } from "./publish-scopes";
import { loadIntegration } from "./queries";
import type { ScopeLine } from "./rules";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const line = (resource: Resource, more: Partial<ScopeLine> = {}): ScopeLine => ({
  resource,
  access: "read",
  required: true,
  purpose: "Keeps people the same",
  impact: "People differ.",
  ...more,
});
const day = (fromNow: number) =>
  new Date(Date.now() + fromNow * 86_400_000).toISOString().slice(0, 10);
const draft = (
  integrationId: string,
  scopes: ScopeLine[],
  more: { dueOn?: string | null; ctx?: Context } = {},
) =>
  draftScopes(more.ctx ?? house.staff.admin, {
    integrationId,
    note: "Deadlines show from now on.",
    dueOn: more.dueOn ?? null,
    scopes,
  });
const publish = (integrationId: string, draftId: string, ctx = house.staff.admin) =>
  publishScopes(ctx, { integrationId, draftId });
const look = (id: string) => loadIntegration(house.staff.viewer, id);
const namesOf = (scopes: ScopeLine[]) => scopes.map(({ resource }) => resource).toSorted();

describe("a draft", () => {
  it("is staff's with role admin to write, to give up and to publish", async () => {
    const id = await house.integration();
    const firm = await house.firm({ integration: id });
    for (const ctx of [house.staff.operator, house.staff.viewer, firm.contact, house.system]) {
      expect(await codeOf(draft(id, [line("tasks")], { ctx }))).toBe("forbidden");
      expect(await codeOf(discardDraft(ctx, { integrationId: id }))).toBe("forbidden");
      expect(await codeOf(publish(id, "sset_none", ctx))).toBe("forbidden");
    }
    expect(await codeOf(draft("intg_none", [line("tasks")]))).toBe("not_found");
    expect(await codeOf(publish(id, "sset_none"))).toBe("conflict");
    expect(await codeOf(discardDraft(house.staff.admin, { integrationId: id }))).toBe("conflict");
  });

  it("keeps reading Users, has its day by the agency's calendar, and is nothing that firms see", async () => {
    const id = await house.integration();
    await draft(id, [line("contacts"), line("tasks")], { dueOn: day(10) });
    const { versions, draft: found } = await look(id);
    expect(versions.map(({ version }) => version)).toEqual([1]);
    expect(found).toMatchObject({ version: 2, note: "Deadlines show from now on." });
    expect(namesOf(found?.scopes ?? [])).toEqual(["contacts", "tasks", "users"]);
    const parts = new Intl.DateTimeFormat("en-CA", {
      timeZone: "America/New_York",
      dateStyle: "short",
      timeStyle: "medium",
      hourCycle: "h23",
    });
    expect(parts.format(found?.dueAt ?? 0)).toBe(`${day(10)}, 00:00:00`);
  });

  it("is refused for a day that is not to come, and when nothing differs", async () => {
    const id = await house.integration();
    const tasks = [line("contacts"), line("tasks")];
    expect(await codeOf(draft(id, tasks, { dueOn: day(-1) }))).toBe("invalid_input");
    expect(await codeOf(draft(id, [line("contacts")]))).toBe("invalid_input");
    expect((await look(id)).draft).toBeNull();
  });

  it("is changed in its place, and what was shown before cannot be published any more", async () => {
    const id = await house.integration();
    const first = await draft(id, [line("contacts"), line("tasks")]);
    const second = await draft(id, [line("contacts"), line("documents")]);
    expect(namesOf((await look(id)).draft?.scopes ?? [])).toEqual([
      "contacts",
      "documents",
      "users",
    ]);
    expect(await codeOf(publish(id, first))).toBe("conflict");
    await discardDraft(house.staff.admin, { integrationId: id });
    expect((await look(id)).draft).toBeNull();
    expect(await codeOf(publish(id, second))).toBe("conflict");
  });

  it("is published once, however many press, and then stays as it is", async () => {
    const id = await house.integration();
    const draftId = await draft(id, [line("contacts"), line("tasks")]);
    const pressed = Array.from({ length: 5 }, () => codeOf(publish(id, draftId)));
    const answers = await Promise.all(pressed);
    expect(answers.filter((one) => one === "done")).toHaveLength(1);
    const { versions, draft: left } = await look(id);
    expect(versions.map(({ version, id: set }) => [version, set === draftId])).toEqual([
      [2, true],
      [1, false],
    ]);
    expect(left).toBeNull();
    await draft(id, [line("contacts")]);
    expect((await look(id)).versions[0].id).toBe(draftId);
    const kinds = await house.system.db.query((db) =>
      db.select().from(events).where(eq(events.actorKind, "person")).orderBy(events.seq),
    );
    const ours = kinds.filter(({ data }) => data["integration"] === id).map(({ kind }) => kind);
    expect(ours).toEqual([
      "integration.created",
      "integration.scopes_drafted",
      "integration.scopes_published",
      "integration.scopes_drafted",
    ]);
  });

  it("is not published once its day has come", async () => {
    const id = await house.integration();
    const draftId = await draft(id, [line("contacts"), line("tasks")], { dueOn: day(3) });
    await house.system.db.query((db) =>
      db.update(scopeSets).set({ dueAt: new Date() }).where(eq(scopeSets.id, draftId)),
    );
    expect(await codeOf(publish(id, draftId))).toBe("conflict");
  });
});

describe("publishing and the agency's applications", () => {
  async function application(integration: string, region: Region, boxes: Resource[]) {
    const applicationId = await createAgencyApplication(house.staff.operator, {
      integration,
      region,
    });
    const accountId = region === "us" ? 1001 : 2001;
    const keys = await house.register(boxes, { region, accountId });
    await storeAgencyKeys(house.staff.operator, {
      applicationId,
      client_id: keys.key,
      client_secret: keys.secret,
    });
    const user = region === "us" ? clioUsers.sam : 61;
    return {
      id: applicationId,
      tick: (resources: Resource[], write: Resource[] = []) =>
        house.control(
          `applications/${keys.appId}`,
          {
            permissions: Object.fromEntries(
              resources.map((one) => [one, { read: true, write: write.includes(one) }]),
            ),
          },
          "PUT",
        ),
      prove: async () => {
        const browserToken = randomToken();
        const started = await startProof(house.staff.operator, { applicationId, browserToken });
        const parameters = await house.approve(started.location, { user, region });
        const more = { browserToken, nextStepTitle: "Connect Clio" };
        await completeProof(house.staff.operator, { parameters, ...more });
        return loadAgencyApplication(house.staff.operator, applicationId);
      },
    };
  }

  it("waits in every region with firms until a proof shows the draft's boxes", async () => {
    const id = await house.integration();
    const us = await application(id, "us", ["users", "contacts"]);
    const eu = await application(id, "eu", ["users", "contacts"]);
    await us.prove();
    await eu.prove();
    await house.firm({ route: "agency", integration: id });
    const draftId = await draft(id, [line("contacts"), line("tasks")]);
    const state = async () => {
      const { versions, draft: found } = await look(id);
      if (!found) throw new Error("no draft");
      const input = { integrationId: id, current: versions[0], draft: found };
      const { proofs } = await loadDraftState(house.staff.viewer, input);
      return proofs.map(({ region, hasFirms, isProven }) => [region, hasFirms, isProven]);
    };
    expect(await state()).toEqual([
      ["eu", false, false],
      ["us", true, false],
    ]);
    const lacking = await us.prove();
    // It serves its firms as before: what is missing is the draft's.
    expect(lacking).toMatchObject({ lastProof: { outcome: "missing" }, draft: { version: 2 } });
    expect(lacking.draft?.added).toEqual(["tasks"]);
    expect(lacking.verifiedAt).not.toBeNull();
    expect(await codeOf(publish(id, draftId))).toBe("conflict");
    await us.tick(["users", "contacts", "tasks"]);
    const proven = await us.prove();
    expect(proven.lastProof?.outcome).toBe("proven");
    expect(proven.verifiedAt).toEqual(lacking.verifiedAt);
    expect(await codeOf(publish(id, draftId))).toBe("done");
    // Where nobody connects yet, the first firm waits until it is proven with what is needed now.
    expect((await loadAgencyApplication(house.staff.viewer, eu.id)).verifiedAt).toBeNull();
    expect((await loadAgencyApplication(house.staff.viewer, us.id)).verifiedAt).not.toBeNull();
  });

  it("takes the word of a proof that was made with the draft for writing, which cannot be tried", async () => {
    const id = await house.integration();
    const us = await application(id, "us", ["users", "contacts"]);
    await us.prove();
    await house.firm({ route: "agency", integration: id });
    const draftId = await draft(id, [line("contacts"), line("contacts", { access: "write" })]);
    expect(await codeOf(publish(id, draftId))).toBe("conflict");
    await us.tick(["users", "contacts"], ["contacts"]);
    const { lastProof } = await us.prove();
    expect(lastProof?.results).toMatchObject({ contacts: "read_works" });
    expect(await codeOf(publish(id, draftId))).toBe("done");
  });

  it("needs no proof for what is taken away or said in other words", async () => {
    const id = await house.integration(["contacts", "matters"]);
    const us = await application(id, "us", ["users", "contacts", "matters"]);
    await us.prove();
    await house.firm({ route: "agency", integration: id });
    const draftId = await draft(id, [line("contacts", { purpose: "Other words" })]);
    expect(await codeOf(publish(id, draftId))).toBe("done");
  });
});
