import { and, eq, ne } from "drizzle-orm";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { disconnect } from "@/lib/connection/disconnect";
import { loadAttempt, loadConnection } from "@/lib/connection/queries";
import { refreshConnection } from "@/lib/connection/refresh-connection";
import { startConnection } from "@/lib/connection/start-connection";
import { withdrawKeys } from "@/lib/connection/withdraw-keys";
import type { Context } from "@/lib/context";
import { applications, firms, grants } from "@/lib/db/schema";
import { toAppError } from "@/lib/errors";
import { loadChecklist } from "@/lib/onboarding/queries";
import { loadKeysUnderReview } from "@/lib/staff/keys-under-review";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import type { Region } from "@/lib/vocabulary";
import { reviewKeys } from "./review-keys";
import { storeKeys } from "./store-keys";
import { switchRegion } from "./switch-region";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.heal());
afterAll(() => house.close());

type Keys = { key: string; secret: string };
const send = (ctx: Context, { key, secret }: Keys, region: Region = "us") =>
  storeKeys(ctx, { region, client_id: key, client_secret: secret });
const rowsOf = (firmId: string) =>
  house.system.db.query((db) =>
    db
      .select()
      .from(applications)
      .where(eq(applications.firmId, firmId))
      .orderBy(applications.createdAt),
  );
const livingOf = (firmId: string) =>
  house.system.db.query((db) =>
    db
      .select()
      .from(grants)
      .where(and(eq(grants.firmId, firmId), ne(grants.state, "retired"))),
  );
const start = (ctx: Context) => codeOf(startConnection(ctx, { browserToken: "b" }));
/** A firm of an account of its own, connected. */
async function connected() {
  const { user } = await house.account("Hartley & Moss LLP");
  const firm = await house.firm();
  return { firm, user, keys: await house.connect(firm, undefined, { user }) };
}

describe("OC-36 the same client ID at two firms", () => {
  it("is stored for review, says nothing of the other firm, and connects after staff looked", async () => {
    const first = await house.firm({ name: "Castellan Family Law" });
    const second = await house.firm({ name: "Okafor Estate Planning" });
    const keys = await house.register();
    expect((await send(first.contact, keys)).isUnderReview).toBe(false);
    const stored = await send(second.contact, keys);
    expect(stored).toMatchObject({ keyCheck: "accepted", isUnderReview: true });
    const refusal = await startConnection(second.contact, { browserToken: "b" }).then(
      () => null,
      (thrown: unknown) => toAppError(thrown),
    );
    expect(refusal?.code).toBe("conflict");
    const seen = JSON.stringify([
      stored,
      refusal?.human,
      (await loadChecklist(second.contact, second.id)).checklist,
      await house.mailsOf(second.id),
      (await house.historyOf(second.id)).map(({ data }) => data),
    ]);
    expect(seen).not.toMatch(/Castellan/);
    expect(seen).not.toContain(first.id);
    const told = await house.mailsOf(second.id, "staff_notice");
    expect(told.map(({ to }) => to).toSorted()).toEqual([
      "admin@acucoders.test",
      "operator@acucoders.test",
    ]);
    expect(await loadKeysUnderReview(house.staff.viewer, second.id)).toEqual({
      places: ["Castellan Family Law"],
    });
    expect(await codeOf(loadKeysUnderReview(second.contact, second.id))).toBe("forbidden");
    expect(await start(first.contact)).toBe("done");

    const review = (ctx: Context, firmId = second.id) =>
      codeOf(reviewKeys(ctx, { firmId, nextStepTitle: "Connect Clio" }));
    expect(await review(house.staff.viewer)).toBe("forbidden");
    expect(await review(second.contact)).toBe("forbidden");
    expect(await review(house.staff.operator, first.id)).toBe("conflict");
    expect(await review(house.staff.operator)).toBe("done");
    expect(await review(house.staff.operator)).toBe("conflict");
    expect(await start(second.contact)).toBe("done");
    const [mail] = await house.mailsOf(second.id, "step_unlocked");
    expect(mail).toMatchObject({ to: `ada@${second.domain}` });
    expect(await house.historyOf(second.id, "keys.reviewed")).toHaveLength(1);
  });
});

describe("other keys", () => {
  it("a new secret is verified first, and a refused one leaves the old in use", async () => {
    const { firm, keys } = await connected();
    const before = await rowsOf(firm.id);
    const [grant] = await livingOf(firm.id);
    const mails = (await house.mailsOf(firm.id, "keys_received")).length;
    expect(await codeOf(send(firm.contact, { ...keys, secret: "wrong" }))).toBe("invalid_input");
    const [refused] = await rowsOf(firm.id);
    expect(refused).toEqual({
      ...before[0],
      refusedPairDigest: expect.any(String) as string,
    });
    expect((await loadConnection(firm.contact, firm.id)).status).toBe("working");
    await house.control(`applications/${keys.appId}`, { secret: "s".repeat(40) }, "PUT");
    await send(firm.contact, { ...keys, secret: "s".repeat(40) });
    const after = await rowsOf(firm.id);
    expect(after).toHaveLength(1);
    expect(after[0]?.clientSecretSealed).not.toBe(before[0]?.clientSecretSealed);
    const renewed = await refreshConnection(house.system, {
      grantId: grant?.id ?? "",
      force: true,
    });
    expect(renewed.kind).toBe("refreshed");
    expect((await house.mailsOf(firm.id, "keys_received")).length).toBe(mails + 2);
  });

  it("while Clio is down, a new secret is refused and nothing changes", async () => {
    const { firm, keys } = await connected();
    const before = await rowsOf(firm.id);
    await house.spoil({ path: "/oauth/token", how: { kind: "status", status: 503 } });
    expect(await codeOf(send(firm.contact, { ...keys, secret: "n".repeat(40) }))).toBe(
      "unavailable",
    );
    expect(await rowsOf(firm.id)).toEqual(before);
    expect((await loadConnection(firm.contact, firm.id)).status).toBe("working");
  });

  it("another client ID makes another application; the old one renews until a reconnect has swapped", async () => {
    const { firm, user } = await connected();
    const [old] = await rowsOf(firm.id);
    const [grant] = await livingOf(firm.id);
    const other = await house.register();
    await send(firm.second, other);
    const rows = await rowsOf(firm.id);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual(old);
    const renewed = await refreshConnection(house.system, {
      grantId: grant?.id ?? "",
      force: true,
    });
    expect(renewed.kind).toBe("refreshed");
    expect((await loadConnection(firm.contact, firm.id)).status).toBe("working");
    await house.trip(firm.contact, { user });
    const living = await livingOf(firm.id);
    expect(living.map(({ applicationId }) => applicationId)).toEqual([rows[1]?.id]);
  });
});

it("OC-36 two firms that send one client ID at the same moment are not both let through", async () => {
  for (let round = 0; round < 3; round += 1) {
    const keys = await house.register();
    const both = [await house.firm(), await house.firm()];
    const stored = await Promise.all(both.map((firm) => send(firm.contact, keys)));
    expect(stored.filter(({ isUnderReview }) => isUnderReview)).toHaveLength(1);
  }
});

it("H-3 keys that somebody stored while Clio was asked are not replaced without a code", async () => {
  const firm = await house.firm({ region: "" });
  const [first, second] = [await house.register(), await house.register()];
  await house.spoil({ path: "/oauth/token", next: 1, how: { kind: "latency", ms: 1200 } });
  const slow = codeOf(send(await house.member(firm.id, firm.secondId, { hasCode: false }), second));
  await sleep(500);
  await send(firm.contact, first);
  expect(await slow).toBe("conflict");
  expect((await rowsOf(firm.id)).map(({ clientIdEnd }) => clientIdEnd)).toEqual([
    first.key.slice(-4),
  ]);
  // The region that came with the keys is in the history, like one that was answered.
  expect(await house.historyOf(firm.id, "region.chosen")).toHaveLength(1);
});

it("other keys that Clio refuses say nothing of the connection that works with the old ones", async () => {
  const { firm, user } = await connected();
  const other = await house.register();
  await house.spoil({ path: "/oauth/token", how: { kind: "status", status: 503 } });
  await send(firm.contact, { ...other, secret: "w".repeat(40) });
  await house.heal();
  const attempt = await house.trip(firm.contact, { user });
  expect((await loadAttempt(firm.contact, attempt))?.outcome).toBe("keys_refused");
  expect((await rowsOf(firm.id)).map(({ keyCheck }) => keyCheck)).toEqual(["accepted", "refused"]);
  expect(await loadConnection(firm.contact, firm.id)).toMatchObject({ status: "working" });
});

it("keys of another region than the firm's connect nothing, also where no page is asked", async () => {
  const firm = await house.firm({ region: "us" });
  const eu = await house.register(["users"], { region: "eu", accountId: 2001 });
  await send(firm.contact, eu);
  expect(await start(firm.contact)).toBe("conflict");
});

describe("withdrawKeys", () => {
  it("disconnects, overwrites every key of the firm, and leaves nothing that opens", async () => {
    const { firm, keys } = await connected();
    await send(firm.contact, await house.register());
    expect(await codeOf(withdrawKeys(house.staff.admin))).toBe("forbidden");
    await withdrawKeys(firm.second);
    const rows = await rowsOf(firm.id);
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(row).toMatchObject({
        clientId: null,
        clientIdSealed: null,
        clientIdEnd: null,
        clientIdDigest: null,
        clientSecretSealed: null,
        keysStoredAt: null,
        keyCheck: "not_checked",
      });
    }
    const all = await house.system.db.query((db) =>
      db.select().from(grants).where(eq(grants.firmId, firm.id)),
    );
    expect(all.every((one) => !one.accessTokenSealed && !one.refreshTokenSealed)).toBe(true);
    const { grants: atClio } = await house.control<{ grants: { key: string }[] }>("state");
    expect(atClio.filter(({ key }) => key === keys.key)).toEqual([]);
    expect((await loadConnection(firm.contact, firm.id)).status).toBe("not_connected");
    const kinds = (await house.historyOf(firm.id)).map(({ kind }) => kind);
    expect(kinds.slice(-3)).toEqual(
      expect.arrayContaining(["connection.disconnected", "keys.withdrawn"]),
    );
    expect((await house.mailsOf(firm.id, "disconnected")).map(({ to }) => to).toSorted()).toEqual([
      `ada@${firm.domain}`,
      `ben@${firm.domain}`,
    ]);
    expect(await start(firm.contact)).toBe("conflict");
    // The same keys may come again, at this firm or at another one.
    expect((await send((await house.firm()).contact, keys)).isUnderReview).toBe(false);
    await withdrawKeys(firm.second);
    expect(await codeOf(disconnect(firm.contact))).toBe("conflict");
  });
});

describe("switchRegion", () => {
  const regionOf = async (firmId: string) => {
    const [firm] = await house.system.db.query((db) =>
      db.select().from(firms).where(eq(firms.id, firmId)),
    );
    return [firm?.region, firm?.regionSetBy];
  };

  it("makes the firm's region that of its keys when the firm says so", async () => {
    const firm = await house.firm({ region: "" });
    await send(firm.contact, await house.register());
    const eu = await house.register(["users"], { region: "eu", accountId: 2001 });
    expect(await send(firm.contact, eu)).toMatchObject({ keyCheck: "accepted", otherRegion: "eu" });
    expect(await regionOf(firm.id)).toEqual(["us", "firm"]);
    const step = async () => {
      const { checklist } = await loadChecklist(firm.contact, firm.id);
      return checklist.steps.find(({ key }) => key === "credentials")?.hint;
    };
    await switchRegion(firm.contact);
    expect(await regionOf(firm.id)).toEqual(["eu", "firm"]);
    expect(await step()).not.toMatch(/another region/);
    expect(await codeOf(switchRegion(firm.contact))).toBe("conflict");
    const lines = await house.historyOf(firm.id, "region.chosen");
    expect(lines.map(({ data }) => data["region"])).toEqual(["us", "eu"]);
  });

  it("leaves a region that staff set to staff", async () => {
    const firm = await house.firm({ region: "us" });
    const eu = await house.register(["users"], { region: "eu", accountId: 2001 });
    await send(firm.contact, eu);
    expect(await codeOf(switchRegion(firm.contact))).toBe("conflict");
    expect(await regionOf(firm.id)).toEqual(["us", "staff"]);
    expect(await codeOf(send(firm.contact, eu, "eu"))).toBe("invalid_input");
    expect(await codeOf(switchRegion(house.staff.admin))).toBe("forbidden");
  });
});
