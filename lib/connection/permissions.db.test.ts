import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { agencyApplicationInput } from "@/lib/applications/create-agency-application";
import { keysInput } from "@/lib/applications/schema";
import { storeKeys } from "@/lib/applications/store-keys";
import { grants } from "@/lib/db/schema";
import { planInput } from "@/lib/plan/answer-plan";
import { answerWith, startAnswerer } from "@/lib/providers/clio/provider.testing";
import { firmInput } from "@/lib/staff/create-firm";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import type { Resource } from "@/lib/vocabulary";
import { allowAccountInput } from "./allow-account-change";
import { confirmAccount } from "./confirm-account";
import { discardStaged } from "./discard-staged";
import { keepAnyway } from "./keep-anyway";
import { loadAttempt, loadConnection } from "./queries";
import { runProbes } from "./run-probes";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.heal());
afterAll(() => house.close());

const ALL: readonly Resource[] = ["users", "contacts", "matters"];
const tick = (appId: number, ...resources: Resource[]) => {
  const box = { read: true, write: false };
  const permissions = Object.fromEntries(resources.map((resource) => [resource, box]));
  return house.control(`applications/${appId}`, { permissions }, "PUT");
};

describe("OC-15 what was granted is found out by trying", () => {
  it.each([
    ["none", null],
    ["less", "contacts"],
    ["more than there is", "users contacts matters activities billing admin"],
    ["the same twice", "contacts contacts matters matters"],
    ["odd letters", "CONTACTS Matters uSers"],
    ["nothing", ""],
    ["nonsense", "<script> \u202e * ../"],
  ])("whatever the answer says of scopes: %s", async (_name, scope) => {
    await house.control("scenario", { scope }, "PUT");
    const { user } = await house.account("Hartley & Moss LLP");
    const firm = await house.firm({ integration: await house.integration(ALL) });
    const keys = await house.register(["users", "contacts"]);
    await house.connect(firm, keys, { user });
    const view = await loadConnection(firm.contact, firm.id);
    expect([view.status, view.reason, view.actor]).toEqual([
      "needs_attention",
      "permission_missing",
      "firm",
    ]);
    const results = Object.fromEntries(view.scopes.map((one) => [one.resource, one.result]));
    expect(results).toEqual({
      users: "works",
      contacts: "works",
      matters: "missing_in_application",
    });
    await tick(keys.appId, ...ALL);
    await house.trip(firm.contact, { user });
    expect((await loadConnection(firm.contact, firm.id)).status).toBe("working");
    await house.control("scenario", { scope: null }, "PUT");
  });
});

describe("fewer permissions than before", () => {
  async function reconnectedWithFewer() {
    const { user } = await house.account("Hartley & Moss LLP");
    const firm = await house.firm({ integration: await house.integration(ALL) });
    const keys = await house.register(ALL);
    await house.connect(firm, keys, { user });
    const [before] = await activeOf(firm.id);
    await tick(keys.appId, "users", "contacts");
    const attempt = await house.trip(firm.contact, { user });
    return { firm, before, attempt };
  }
  const activeOf = (firmId: string) =>
    house.system.db.query((db) =>
      db
        .select()
        .from(grants)
        .where(and(eq(grants.firmId, firmId), eq(grants.state, "active"))),
    );

  it("keep the old ones until a person decides, and name what would be lost", async () => {
    const { firm, before, attempt } = await reconnectedWithFewer();
    expect((await loadAttempt(firm.contact, attempt))?.outcome).toBe("fewer_permissions");
    expect((await activeOf(firm.id)).map(({ id }) => id)).toEqual([before?.id]);
    const view = await loadConnection(firm.contact, firm.id);
    expect([view.status, view.pending?.reason, view.pending?.lost]).toEqual([
      "working",
      "fewer_permissions",
      ["matters"],
    ]);
    await discardStaged(firm.contact, {
      ...(await house.waiting(firm.id)),
      isDeveloperAccount: false,
    });
    const after = await loadConnection(firm.contact, firm.id);
    expect([after.status, after.pending]).toEqual(["working", null]);
    expect((await activeOf(firm.id)).map(({ id }) => id)).toEqual([before?.id]);
    expect(await house.historyOf(firm.id, "connection.discarded")).toHaveLength(1);
  });

  it("are taken anyway when a member says so, and nobody else may", async () => {
    const { firm, before } = await reconnectedWithFewer();
    const stranger = await house.firm();
    expect(await codeOf(keepAnyway(stranger.contact, await house.waiting(firm.id)))).toBe(
      "conflict",
    );
    expect(await codeOf(keepAnyway(house.staff.admin, await house.waiting(firm.id)))).toBe(
      "forbidden",
    );
    const { runId } = await keepAnyway(firm.second, await house.waiting(firm.id));
    await runProbes(firm.second, runId);
    expect((await activeOf(firm.id)).map(({ id }) => id)).not.toEqual([before?.id]);
    const view = await loadConnection(firm.contact, firm.id);
    expect([view.status, view.reason]).toEqual(["needs_attention", "permission_missing"]);
    expect(await codeOf(keepAnyway(firm.second, await house.waiting(firm.id)))).toBe("conflict");
  });
});

describe("OC-20 hosts come from the table of regions alone", () => {
  it("takes no other region, in any form", () => {
    const invented = [
      "US",
      "us ",
      "uk",
      "us.evil.test",
      "us@evil.test",
      "//evil.test",
      "http://127.0.0.1",
      "169.254.169.254",
      "us\u0000",
      "us\r\neu",
      "__proto__",
      "constructor",
      "toString",
      "0",
      "ｕｓ",
      ["us", "eu"],
      { us: true },
      null,
      0,
    ];
    const keys = { client_id: "a".repeat(40), client_secret: "b".repeat(40) };
    const firm = { name: "F", integration: "i", contact_name: "A", contact_email: "a@x.test" };
    for (const region of invented) {
      const taken = [
        keysInput.safeParse({ ...keys, region }),
        planInput.safeParse({ plan: "essentials", region }),
        agencyApplicationInput.safeParse({ integration: "i", region }),
        allowAccountInput.safeParse({ region, account_id: "1", reason: "r" }),
        firmInput.safeParse({ ...firm, region }),
      ].map(({ success }) => success);
      expect([region, taken]).toEqual([region, [false, false, false, false, false]]);
    }
  });

  it("fetches no address that who_am_i or the answer with tokens names", async () => {
    const evil = await startAnswerer(answerWith(200, "{}"));
    const at = (path: string) => `${evil.origin}${path}`;
    const firm = await house.firm();
    const keys = await house.register();
    const pair = { client_id: keys.key, client_secret: keys.secret };
    await storeKeys(firm.contact, { region: "us", ...pair });
    const account = { id: 777, name: at("/name"), url: at("/account"), created_at: null };
    const data = {
      id: 778,
      name: at("/user"),
      email: "ada@x.test",
      roles: [at("/role")],
      account,
      avatar: { url: at("/avatar") },
      api_domain: evil.origin,
    };
    const body = JSON.stringify({ data, meta: { paging: { next: at("/next") } }, next: at("/n") });
    const headers = { "content-type": "application/json", link: `<${at("/link")}>; rel=next` };
    await house.spoil({
      path: "/api/v4/users/who_am_i",
      how: { kind: "status", status: 200, headers: { ...headers, location: at("/l") }, body },
    });
    await house.trip(firm.contact);
    const { pending } = await loadConnection(firm.contact, firm.id);
    expect(pending?.identity).toMatchObject({ accountId: "777", accountName: at("/name") });
    const { runId } = await confirmAccount(firm.contact, await house.waiting(firm.id));
    await runProbes(firm.contact, runId ?? "");
    expect((await loadConnection(firm.contact, firm.id)).status).toBe("working");
    expect(evil.state.requests).toEqual([]);
    await evil.stop();
  });
});
