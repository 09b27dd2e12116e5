import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connections, developerAccounts, grants } from "@/lib/db/schema";
import { askAccountChange } from "@/lib/onboarding/ask-for-help";
import { listHelpRequests } from "@/lib/staff/help-requests";
import { clioUsers } from "@/lib/testing/clio";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { accessTokenFor } from "./access-token-for";
import { allowAccountChange } from "./allow-account-change";
import { confirmAccount, confirmForFirm } from "./confirm-account";
import { discardStaged } from "./discard-staged";
import { keepAnyway } from "./keep-anyway";
import { loadAttempt, loadConnection } from "./queries";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const activeOf = async (firmId: string) => {
  const [grant] = await house.system.db.query((db) =>
    db
      .select()
      .from(grants)
      .where(and(eq(grants.firmId, firmId), eq(grants.state, "active"))),
  );
  if (!grant) throw new Error("no active grant");
  return grant;
};
const connectionOf = (firmId: string) => loadConnection(house.system, firmId);

/** Each needs an account of its own: one that another firm is connected to is refused. */
async function connectedFirm() {
  const name = "Castellan Family Law";
  const { user } = await house.account(name);
  const firm = await house.firm({ name });
  await house.connect(firm, undefined, { user });
  return firm;
}

describe("another account at a re-authorization", () => {
  it("OC-02 replaces nothing, goes on serving the old tokens, and tells staff", async () => {
    const firm = await connectedFirm();
    const before = await activeOf(firm.id);
    const token = (await accessTokenFor(house.system, before.id)).reveal();
    const attempt = await house.trip(firm.contact, { user: clioUsers.chidi });
    expect((await loadAttempt(firm.contact, attempt))?.outcome).toBe("different_account");
    expect(await activeOf(firm.id)).toEqual(before);
    expect((await accessTokenFor(house.system, before.id)).reveal()).toBe(token);
    const view = await connectionOf(firm.id);
    expect(view).toMatchObject({
      status: "working",
      identity: { accountName: "Castellan Family Law" },
      pending: { reason: "different_account", identity: { accountName: "Okafor Estate Planning" } },
    });
    const mails = await house.mailsOf(firm.id, "staff_notice");
    expect(mails.map(({ to }) => to).toSorted()).toEqual([
      "admin@acucoders.test",
      "operator@acucoders.test",
    ]);
    expect(JSON.stringify(mails)).not.toContain("Okafor");
    await house.trip(firm.contact, { user: clioUsers.chidi });
    expect(await house.mailsOf(firm.id, "staff_notice")).toHaveLength(2);
  });

  it("OC-02 nobody can confirm or keep it, neither the firm nor staff", async () => {
    const firm = await connectedFirm();
    const before = await activeOf(firm.id);
    await house.trip(firm.contact, { user: clioUsers.chidi });
    expect(await codeOf(confirmAccount(firm.contact, await house.waiting(firm.id)))).toBe(
      "conflict",
    );
    expect(await codeOf(keepAnyway(firm.contact, await house.waiting(firm.id)))).toBe("conflict");
    expect(
      await codeOf(
        confirmForFirm(house.staff.admin, { firmId: firm.id, ...(await house.waiting(firm.id)) }),
      ),
    ).toBe("conflict");
    expect(await activeOf(firm.id)).toEqual(before);
  });

  it("is discarded, and as the developer account it is known for ever", async () => {
    const firm = await connectedFirm();
    await house.trip(firm.contact, { user: clioUsers.adaDev });
    await discardStaged(firm.contact, {
      ...(await house.waiting(firm.id)),
      isDeveloperAccount: true,
    });
    const kinds = (await house.historyOf(firm.id)).map(({ kind }) => kind);
    expect(kinds).toContain("connection.account_rejected");
    expect((await connectionOf(firm.id)).pending).toBeNull();
    const [account] = await house.system.db.query((db) =>
      db.select().from(developerAccounts).where(eq(developerAccounts.firmId, firm.id)),
    );
    expect(account).toMatchObject({ accountRegion: "us", accountId: "1002" });
    expect(
      await codeOf(
        discardStaged(firm.contact, {
          ...(await house.waiting(firm.id)),
          isDeveloperAccount: true,
        }),
      ),
    ).toBe("conflict");
    const allowed = { firmId: firm.id, region: "us", account_id: "1002", reason: "r" } as const;
    expect(await codeOf(allowAccountChange(house.staff.operator, allowed))).toBe("invalid_input");
  });
});

describe("allowAccountChange", () => {
  const allow = (firmId: string, account_id = "1005") => ({
    firmId,
    region: "us" as const,
    account_id,
    reason: "The firm was merged",
  });

  it("is for operators, and refuses what cannot be the firm's", async () => {
    const [firm, other] = [await connectedFirm(), await connectedFirm()];
    const own = (await connectionOf(firm.id)).identity?.accountId;
    const theirs = (await connectionOf(other.id)).identity?.accountId;
    const by = (ctx: typeof house.system, firmId: string, account?: string) =>
      codeOf(allowAccountChange(ctx, allow(firmId, account)));
    expect(await by(house.staff.viewer, firm.id)).toBe("forbidden");
    expect(await by(firm.contact, firm.id)).toBe("forbidden");
    expect(await by(house.staff.operator, "firm_none")).toBe("not_found");
    expect(await by(house.staff.operator, firm.id, own)).toBe("invalid_input");
    expect(await by(house.staff.operator, firm.id, theirs)).toBe("invalid_input");
    const [row] = await house.system.db.query((db) =>
      db.select().from(connections).where(eq(connections.firmId, firm.id)),
    );
    expect(row?.changeAllowedUntil).toBeNull();
  });

  it("lets that one account in, once, after a person confirmed it, and tells every member", async () => {
    const firm = await connectedFirm();
    const before = await activeOf(firm.id);
    const merged = await house.account("Merged Partners");
    await house.trip(firm.contact, { user: merged.user });
    await allowAccountChange(house.staff.operator, allow(firm.id, merged.id));
    expect(await activeOf(firm.id)).toEqual(before);
    const [line] = await house.historyOf(firm.id, "connection.account_change_allowed");
    expect(line?.data).toMatchObject({ account: merged.id, reason: "The firm was merged" });
    await confirmAccount(firm.contact, await house.waiting(firm.id));
    expect((await connectionOf(firm.id)).identity?.accountName).toBe("Merged Partners");
    const [row] = await house.system.db.query((db) =>
      db.select().from(connections).where(eq(connections.firmId, firm.id)),
    );
    expect(row).toMatchObject({
      changeAllowedRegion: null,
      changeAllowedAccountId: null,
      changeAllowedUntil: null,
      changeAllowedReason: null,
    });
    expect(
      (await house.mailsOf(firm.id, "account_changed")).map(({ to }) => to).toSorted(),
    ).toEqual([`ada@${firm.domain}`, `ben@${firm.domain}`]);
    const attempt = await house.trip(firm.contact, { user: clioUsers.sam });
    expect((await loadAttempt(firm.contact, attempt))?.outcome).toBe("different_account");
  });

  it("ends after seven days", async () => {
    const firm = await connectedFirm();
    await allowAccountChange(house.staff.operator, allow(firm.id, "1006"));
    const setEnd = (seconds: number) =>
      house.system.db.query((db) =>
        db
          .update(connections)
          .set({ changeAllowedUntil: sql`now() + make_interval(secs => ${seconds})` })
          .where(eq(connections.firmId, firm.id)),
      );
    const [row] = await house.system.db.query((db) =>
      db
        .select({ left: sql<number>`extract(epoch from change_allowed_until - now()) / 86400` })
        .from(connections)
        .where(eq(connections.firmId, firm.id)),
    );
    expect(Number(row?.left)).toBeCloseTo(7, 1);
    await setEnd(30);
    await house.trip(firm.contact, { user: clioUsers.sam });
    expect((await connectionOf(firm.id)).pending?.reason).toBe("confirm_account");
    await setEnd(-1);
    expect(await codeOf(confirmAccount(firm.contact, await house.waiting(firm.id)))).toBe(
      "conflict",
    );
  });
});

it("asks staff for another account, with the present one named to them alone", async () => {
  const firm = await connectedFirm();
  await askAccountChange(firm.second);
  const [request] = await listHelpRequests(house.staff.viewer, firm.id);
  expect(request).toMatchObject({
    kind: "change_account",
    text: "Connected before: Castellan Family Law.",
    personName: "Ben Cole",
  });
  expect(JSON.stringify(await house.historyOf(firm.id, "help.asked"))).not.toContain("Castellan");
  expect(await codeOf(askAccountChange(house.staff.admin))).toBe("forbidden");
});

it("lets a customer with two integrations connect one account twice, and nobody else", async () => {
  const { user } = await house.account("Castellan Family Law");
  const first = await house.firm({ name: "Castellan Family Law" });
  await house.connect(first, undefined, { user });
  const contactEmail = `ada@${first.domain}`;
  const second = await house.firm({ name: "Castellan Family Law", contactEmail });
  await house.connect(second, undefined, { user });
  expect((await connectionOf(second.id)).status).toBe("working");
  expect((await connectionOf(first.id)).status).toBe("working");
  const stranger = await house.firm({ name: "Castellan Family Law" });
  expect(await codeOf(house.connect(stranger, undefined, { user }))).toBe("conflict");
  expect((await connectionOf(stranger.id)).reason).toBe("other_account");
});
