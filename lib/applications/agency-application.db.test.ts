import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { completeConnection } from "@/lib/connection/complete-connection";
import { confirmAccount } from "@/lib/connection/confirm-account";
import { loadAttempt, loadConnection } from "@/lib/connection/queries";
import { refreshConnection } from "@/lib/connection/refresh-connection";
import { runProbes } from "@/lib/connection/run-probes";
import { startConnection } from "@/lib/connection/start-connection";
import type { Context } from "@/lib/context";
import { randomToken } from "@/lib/crypto/hash";
import { applicationProofs, applications, events, grants } from "@/lib/db/schema";
import { answerPlan } from "@/lib/plan/answer-plan";
import { clioUsers } from "@/lib/testing/clio";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import type { Region, Resource } from "@/lib/vocabulary";
import { loadAgencyApplication } from "./agency-queries";
import { completeProof } from "./complete-proof";
import { createAgencyApplication } from "./create-agency-application";
import { startProof } from "./start-proof";
import { storeAgencyKeys } from "./store-agency-keys";

let house: House;
let operator: Context;
beforeAll(async () => {
  house = await openHouse();
  ({ operator } = house.staff);
});
beforeEach(() => house.heal());
afterAll(() => house.close());

type Keys = { key: string; secret: string };
const create = (integration: string, region: Region = "us", ctx = operator) =>
  createAgencyApplication(ctx, { integration, region });
const store = (applicationId: string, { key, secret }: Keys, ctx = operator) =>
  storeAgencyKeys(ctx, { applicationId, client_id: key, client_secret: secret });
const proofOf = (ctx: Context, parameters: URLSearchParams, browserToken: string | null) =>
  completeProof(ctx, { parameters, browserToken, nextStepTitle: "Connect Clio" });
/** Staff try an application with the agency's test account. Returns what came of it. */
async function prove(applicationId: string, answer: "allow" | "decline" = "allow") {
  const browserToken = randomToken();
  const { location } = await startProof(operator, { applicationId, browserToken });
  const parameters = await house.approve(location, { answer, user: clioUsers.sam });
  await proofOf(operator, parameters, browserToken);
  const { lastProof, verifiedAt } = await loadAgencyApplication(operator, applicationId);
  return {
    outcome: lastProof?.outcome,
    results: lastProof?.results,
    isVerified: verifiedAt !== null,
  };
}
const NEEDED: readonly Resource[] = ["users", "contacts"];

describe("an application of the agency's", () => {
  it("is drafted once for an integration and a region, by operators", async () => {
    const integration = await house.integration();
    const id = await create(integration);
    expect(await create(integration)).toBe(id);
    expect(await create(integration, "eu")).not.toBe(id);
    expect(await codeOf(create("intg_none"))).toBe("invalid_input");
    const firm = await house.firm();
    for (const ctx of [house.staff.viewer, firm.contact, house.system]) {
      expect(await codeOf(create(integration, "us", ctx))).toBe("forbidden");
    }
    const page = await loadAgencyApplication(house.staff.viewer, id);
    expect(page.copyFields.map(({ label }) => label)).toContain("Deauthorization Callback URL");
    expect(page.permissions.map(({ resource }) => resource).toSorted()).toEqual([
      "contacts",
      "users",
    ]);
    const [own] = await house.system.db.query((db) =>
      db.select().from(applications).where(eq(applications.firmId, firm.id)),
    );
    expect(await codeOf(store(own?.id ?? "", await house.register()))).toBe("not_found");
  });

  it("takes keys that Clio accepts, and none that it refuses, does not answer for, or has elsewhere", async () => {
    const id = await create(await house.integration());
    const keys = await house.register(NEEDED);
    expect(await codeOf(store(id, { ...keys, secret: "wrong" }))).toBe("invalid_input");
    const eu = await house.register(NEEDED, { region: "eu", accountId: 2001 });
    expect(await codeOf(store(id, eu))).toBe("invalid_input");
    await house.spoil({ path: "/oauth/token", how: { kind: "status", status: 503 } });
    expect(await codeOf(store(id, keys))).toBe("unavailable");
    await house.heal();
    expect(await codeOf(startProof(operator, { applicationId: id, browserToken: "b" }))).toBe(
      "conflict",
    );
    expect(await codeOf(store(id, keys, house.staff.viewer))).toBe("forbidden");
    await store(id, keys);
    const view = await loadAgencyApplication(house.staff.viewer, id);
    expect(view).toMatchObject({ keyCheck: "accepted", clientIdEnd: keys.key.slice(-4) });
    const rows = await house.system.db.query(async (db) => [
      await db.select().from(applications).where(eq(applications.id, id)),
      await db.select().from(events).where(eq(events.kind, "agency_application.stored")),
    ]);
    expect(JSON.stringify([view, rows])).not.toContain(keys.secret);
  });

  it("waits, with its firms, until a test account proved every box, and then tells them once", async () => {
    const integration = await house.integration();
    const more = { route: "agency", integration } as const;
    const waiting = await house.firm(more);
    const silent = await house.firm(more);
    const inEurope = await house.firm({ ...more, region: "eu" });
    for (const { contact } of [waiting, inEurope])
      await answerPlan(contact, { plan: "essentials" });
    const start = () => codeOf(startConnection(waiting.contact, { browserToken: "b" }));
    const told = async () => {
      const firms = [waiting, silent, inEurope];
      const kinds = firms.map(async ({ id }) => (await house.mailsOf(id, "step_unlocked")).length);
      return Promise.all(kinds);
    };
    const id = await create(integration);
    const keys = await house.register(["users"]);
    await store(id, keys);
    expect(await start()).toBe("conflict");
    expect(await prove(id)).toEqual({
      outcome: "missing",
      results: { users: "works", contacts: "missing_in_application" },
      isVerified: false,
    });
    expect(await prove(id, "decline")).toMatchObject({ outcome: "declined", isVerified: false });
    expect([await start(), await told()]).toEqual(["conflict", [0, 0, 0]]);

    const box = { read: true, write: false };
    const permissions = { users: box, contacts: box };
    await house.control(`applications/${keys.appId}`, { permissions }, "PUT");
    expect(await prove(id)).toMatchObject({ outcome: "proven", isVerified: true });
    expect(await told()).toEqual([1, 0, 0]);
    // A box more than needed is no obstacle, and is told to staff.
    const withDocuments = { ...permissions, documents: box };
    await house.control(`applications/${keys.appId}`, { permissions: withDocuments }, "PUT");
    expect(await prove(id)).toEqual({
      outcome: "proven",
      results: { users: "works", contacts: "works", documents: "works" },
      isVerified: true,
    });
    expect([await start(), await told()]).toEqual(["done", [1, 0, 0]]);
    // The test account's tokens were ended again, and never stored.
    const { grants } = await house.control<{ grants: { key: string }[] }>("state");
    expect(grants.filter(({ key }) => key === keys.key)).toEqual([]);
    const proofs = await house.system.db.query((db) =>
      db.select().from(applicationProofs).where(eq(applicationProofs.applicationId, id)),
    );
    expect(proofs.every(({ verifierSealed, consumedAt }) => !verifierSealed && consumedAt)).toBe(
      true,
    );
  });

  it("is proven by the person and the browser that set out, once, with one code sent", async () => {
    const id = await create(await house.integration());
    await store(id, await house.register(NEEDED));
    const browserToken = randomToken();
    const { location } = await startProof(operator, { applicationId: id, browserToken });
    const parameters = await house.approve(location, { user: clioUsers.sam });
    const before = await house.tokenRequests();
    expect(await proofOf(operator, parameters, "another")).toBeNull();
    expect(await proofOf(operator, parameters, null)).toBeNull();
    expect(await proofOf(house.staff.admin, parameters, browserToken)).toBeNull();
    expect(await codeOf(proofOf(house.staff.viewer, parameters, browserToken))).toBe("forbidden");
    for (const name of ["state", "code", "iss", "error"]) {
      const twice = new URLSearchParams(parameters);
      twice.append(name, "a");
      twice.append(name, "b");
      expect(await proofOf(operator, twice, browserToken)).toBeNull();
    }
    expect(await house.tokenRequests()).toBe(before);
    const done = { applicationId: id };
    const returns = Array.from({ length: 10 }, () => proofOf(operator, parameters, browserToken));
    expect(await Promise.all(returns)).toEqual(Array.from({ length: 10 }, () => done));
    expect(await house.tokenRequests()).toBe(before + 1);
  });

  it("a new secret is verified before the old one goes, and needs no new proof", async () => {
    const integration = await house.integration();
    const id = await create(integration);
    const keys = await house.register(NEEDED);
    await store(id, keys);
    await prove(id);
    const firm = await connected(integration);
    const [before] = await rowsOf(integration);
    expect(await codeOf(store(id, { ...keys, secret: "wrong" }))).toBe("invalid_input");
    expect(await rowsOf(integration)).toEqual([before]);
    const secret = "z".repeat(40);
    await house.control(`applications/${keys.appId}`, { secret }, "PUT");
    // Clio refuses the old one meanwhile: no firm is told so, and it is tried again soon.
    const renew = () => refreshConnection(house.system, { grantId: firm.grantId, force: true });
    expect((await renew()).kind).toBe("failed");
    expect((await loadConnection(firm.contact, firm.id)).reason).toBe("our_fault");
    expect(await store(id, { ...keys, secret })).toBe(id);
    const [grant] = await house.system.db.query((db) =>
      db.select().from(grants).where(eq(grants.id, firm.grantId)),
    );
    // Within five minutes, for it may serve a thousand firms.
    expect(grant?.refreshDueAt?.getTime()).toBeLessThan(Date.now() + 5 * 60_000);
    expect((await renew()).kind).toBe("refreshed");
    expect((await loadConnection(firm.contact, firm.id)).status).toBe("working");
    const [after] = await rowsOf(integration);
    expect(after?.verifiedAt).toEqual(before?.verifiedAt);
  });

  it("another client ID than a proven one's is an application of its own: trips and firms go on", async () => {
    const integration = await house.integration();
    const id = await create(integration);
    await store(id, await house.register(NEEDED));
    await prove(id);
    const firm = await connected(integration);
    const second = await house.firm({ route: "agency", integration });
    const browserToken = randomToken();
    const { attemptId, location } = await startConnection(second.contact, { browserToken });
    const other = await store(id, await house.register(NEEDED));
    expect(other).not.toBe(id);
    expect((await loadAgencyApplication(operator, id)).verifiedAt).not.toBeNull();
    expect((await loadAgencyApplication(operator, other)).verifiedAt).toBeNull();
    // A trip that was under way comes back to the application that it began with.
    const { user } = await house.account("Castellan Family Law");
    const parameters = await house.approve(location, { user });
    await completeConnection(second.contact, { parameters, browserToken });
    expect((await loadAttempt(second.contact, attemptId))?.outcome).toBe("confirm_account");
    const renew = () => refreshConnection(house.system, { grantId: firm.grantId, force: true });
    expect((await renew()).kind).toBe("refreshed");
    await prove(other);
    // Firms connect with the new one from now on, and keep the old one until they do.
    await house.system.db.query((db) => db.update(grants).set({ refreshedAt: null }));
    expect((await renew()).kind).toBe("refreshed");
    await house.trip(firm.contact, { user: firm.user });
    const living = await house.system.db.query((db) =>
      db
        .select({ applicationId: grants.applicationId })
        .from(grants)
        .where(and(eq(grants.firmId, firm.id), eq(grants.state, "active"))),
    );
    expect(living).toEqual([{ applicationId: other }]);
    expect((await loadConnection(firm.contact, firm.id)).status).toBe("working");
  });

  it("takes other keys in their place while it is not proven, but not while somebody proves it", async () => {
    const integration = await house.integration();
    const id = await create(integration);
    await store(id, await house.register(NEEDED));
    expect(await store(id, await house.register(NEEDED))).toBe(id);
    const slow = { path: "/oauth/token", next: 1, how: { kind: "latency", ms: 1200 } };
    await house.spoil(slow);
    const asked = await house.tokenRequests();
    const storing = codeOf(store(id, await house.register(NEEDED)));
    await vi.waitFor(async () => expect(await house.tokenRequests()).toBeGreaterThan(asked));
    expect(await prove(id)).toMatchObject({ isVerified: true });
    expect(await storing).toBe("conflict");
  });
});

const rowsOf = (integration: string) =>
  house.system.db.query((db) =>
    db.select().from(applications).where(eq(applications.integrationId, integration)),
  );

/** A firm that is connected through the agency's application. */
async function connected(integration: string) {
  const { user } = await house.account("Hartley & Moss LLP");
  const firm = await house.firm({ route: "agency", integration });
  await house.trip(firm.contact, { user });
  const { grantId } = await house.waiting(firm.id);
  const { runId } = await confirmAccount(firm.contact, { grantId });
  await runProbes(firm.contact, runId ?? "");
  expect((await loadConnection(firm.contact, firm.id)).status).toBe("working");
  return { ...firm, user, grantId };
}
