import { and, eq, ne, sql } from "drizzle-orm";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { storeKeys } from "@/lib/applications/store-keys";
import type { Context } from "@/lib/context";
import { randomToken } from "@/lib/crypto/hash";
import { connections, grants } from "@/lib/db/schema";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { completeConnection } from "./complete-connection";
import { confirmAccount } from "./confirm-account";
import { discardStaged } from "./discard-staged";
import { disconnect } from "./disconnect";
import { keepAnyway } from "./keep-anyway";
import { loadAttempt, loadConnection } from "./queries";
import { startConnection } from "./start-connection";
import { sweepConnections } from "./sweep-connections";
import { withdrawKeys } from "./withdraw-keys";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(() => house.heal());
afterAll(() => house.close());

const NAME = "Hartley & Moss LLP";
const WHO_AM_I = "/api/v4/users/who_am_i";

async function firmWithKeys() {
  const firm = await house.firm({ name: NAME });
  const keys = await house.register();
  const pair = { client_id: keys.key, client_secret: keys.secret };
  await storeKeys(firm.contact, { region: "us", ...pair });
  return firm;
}
async function connectedFirm() {
  const { user } = await house.account(NAME);
  const firm = await house.firm({ name: NAME });
  await house.connect(firm, undefined, { user });
  return { firm, user };
}
const livingOf = async (firmId: string) => {
  const rows = await house.system.db.query((db) =>
    db
      .select({ id: grants.id, state: grants.state })
      .from(grants)
      .where(and(eq(grants.firmId, firmId), ne(grants.state, "retired")))
      .orderBy(grants.state),
  );
  return rows;
};
const statesOf = async (firmId: string) => (await livingOf(firmId)).map(({ state }) => state);
const outcomeOf = async (ctx: Context, attemptId: string) =>
  (await loadAttempt(ctx, attemptId))?.outcome;

/** The database refuses to take any grant into use, as if the process died just there. */
async function withoutSwaps(work: () => Promise<unknown>) {
  await house.owner.query(async (db) => {
    await db.execute(sql`create function no_swap() returns trigger language plpgsql as
      $$ begin raise exception 'the process died'; end $$`);
    await db.execute(sql`create trigger no_swap before update on grants for each row
      when (new.state = 'active' and old.state = 'staged') execute function no_swap()`);
  });
  try {
    await work();
  } finally {
    await house.owner.query((db) => db.execute(sql`drop function no_swap cascade`));
  }
}

/** A minute passes for what waits at a firm. */
const aMinuteLater = (firmId: string) =>
  house.system.db.query((db) =>
    db
      .update(grants)
      .set({
        createdAt: sql`created_at - interval '61 seconds'`,
        identityReadAt: sql`identity_read_at - interval '61 seconds'`,
      })
      .where(and(eq(grants.firmId, firmId), eq(grants.state, "staged"))),
  );

describe("OC-35 a decision is about the account that its page showed", () => {
  it("and is refused when another tab has brought another one meanwhile", async () => {
    const firm = await firmWithKeys();
    const [first, second] = [await house.account(NAME), await house.account(NAME)];
    await house.trip(firm.contact, first);
    const shown = await house.waiting(firm.id);
    await house.trip(firm.second, second);
    for (const decide of [
      () => confirmAccount(firm.contact, shown),
      () => keepAnyway(firm.contact, shown),
      () => discardStaged(firm.contact, { ...shown, isDeveloperAccount: true }),
    ]) {
      expect(await codeOf(decide())).toBe("conflict");
    }
    expect(await livingOf(firm.id)).toEqual([
      { id: (await house.waiting(firm.id)).grantId, state: "staged" },
    ]);
    await confirmAccount(firm.contact, await house.waiting(firm.id));
    expect((await loadConnection(firm.contact, firm.id)).identity?.accountId).toBe(second.id);
  });

  it("a trip that is overtaken while Clio is asked ends, and the newer one waits", async () => {
    const firm = await firmWithKeys();
    const { user } = await house.account(NAME);
    await house.spoil({ path: WHO_AM_I, next: 1, how: { kind: "latency", ms: 1500 } });
    const slow = house.trip(firm.contact, { user });
    await sleep(700);
    const quick = await house.trip(firm.second, { user });
    expect(await outcomeOf(firm.contact, await slow)).toBe("expired");
    expect(await outcomeOf(firm.second, quick)).toBe("confirm_account");
    expect(await statesOf(firm.id)).toEqual(["staged"]);
  });
});

describe("OC-02 one account is never connected to two firms", () => {
  it("also when both confirm it at the same moment", async () => {
    for (let round = 0; round < 5; round += 1) {
      const account = await house.account(NAME);
      const both = [await firmWithKeys(), await firmWithKeys()];
      for (const firm of both) await house.trip(firm.contact, account);
      const answers = await Promise.all(
        both.map(async (firm) =>
          codeOf(confirmAccount(firm.contact, await house.waiting(firm.id))),
        ),
      );
      expect(answers.toSorted()).toEqual(["conflict", "done"]);
    }
  });

  it("nor by keeping anyway what was this firm's before, and is another one's now", async () => {
    const { firm, user } = await connectedFirm();
    await disconnect(firm.contact);
    const other = await house.firm({ name: NAME });
    await house.connect(other, undefined, { user });
    const attempt = await house.trip(firm.contact, { user });
    expect(await outcomeOf(firm.contact, attempt)).toBe("different_account");
    const waiting = await house.waiting(firm.id);
    expect(await codeOf(keepAnyway(firm.contact, waiting))).toBe("conflict");
    expect(await statesOf(firm.id)).toEqual(["staged"]);
  });

  it("nor when another firm connects it while the permissions of the one before are tried", async () => {
    const { firm, user } = await connectedFirm();
    await disconnect(firm.contact);
    const other = await firmWithKeys();
    await house.trip(other.contact, { user });
    await house.spoil({ path: "/api/v4/contacts", next: 1, how: { kind: "latency", ms: 1500 } });
    const back = house.trip(firm.contact, { user });
    await sleep(700);
    await confirmAccount(other.contact, await house.waiting(other.id));
    expect(await outcomeOf(firm.contact, await back)).toBe("different_account");
    expect(await statesOf(firm.id)).toEqual(["staged"]);
    const { pending } = await loadConnection(firm.contact, firm.id);
    expect(pending?.verdict).toBe("used_elsewhere");
  });
});

it("R-01 a yes that dies half-way settles no account and tells nobody; the same yes then holds", async () => {
  const firm = await firmWithKeys();
  const { user } = await house.account(NAME);
  await house.trip(firm.contact, { user });
  const waiting = await house.waiting(firm.id);
  await withoutSwaps(() =>
    expect(confirmAccount(firm.contact, waiting)).rejects.toThrow("Failed query"),
  );
  const [connection] = await house.system.db.query((db) =>
    db.select().from(connections).where(eq(connections.firmId, firm.id)),
  );
  expect(connection?.identityConfirmedAt).toBeNull();
  expect(await house.mailsOf(firm.id, "connected")).toEqual([]);
  expect((await confirmAccount(firm.contact, waiting)).runId).not.toBeNull();
  expect(await statesOf(firm.id)).toEqual(["active"]);
});

describe("R-01 the same account as before", () => {
  it("is swapped in by the sweep when the process died before it was", async () => {
    const { firm, user } = await connectedFirm();
    await disconnect(firm.contact);
    await withoutSwaps(() =>
      expect(house.trip(firm.contact, { user })).rejects.toThrow("Failed query"),
    );
    expect(await loadConnection(firm.contact, firm.id)).toMatchObject({
      status: "checking",
      isReadingAccount: true,
    });
    await sweepConnections(house.system);
    expect(await statesOf(firm.id)).toEqual(["staged"]);
    await aMinuteLater(firm.id);
    await sweepConnections(house.system);
    expect(await statesOf(firm.id)).toEqual(["active"]);
    expect((await loadConnection(firm.contact, firm.id)).status).toBe("working");
  });

  it("takes the place of a proven one only after Clio has answered for what that one proves", async () => {
    const { firm, user } = await connectedFirm();
    const [before] = await livingOf(firm.id);
    await house.spoil({ path: "/api/v4/contacts", how: { kind: "status", status: 503 } });
    const attempt = await house.trip(firm.contact, { user });
    expect(await outcomeOf(firm.contact, attempt)).toBe("clio_unavailable");
    expect(await loadConnection(firm.contact, firm.id)).toMatchObject({
      status: "working",
      pending: null,
      isReadingAccount: true,
    });
    await aMinuteLater(firm.id);
    await sweepConnections(house.system);
    expect(await statesOf(firm.id)).toEqual(["active", "staged"]);
    await house.heal();
    await aMinuteLater(firm.id);
    await sweepConnections(house.system);
    const [after, ...more] = await livingOf(firm.id);
    expect([after?.state, more]).toEqual(["active", []]);
    expect(after?.id).not.toBe(before?.id);
    expect(await outcomeOf(firm.contact, attempt)).toBe("connected");
    expect((await loadConnection(firm.contact, firm.id)).status).toBe("working");
  });
});

describe("a trip that is under way", () => {
  it.each([
    ["the firm disconnects", disconnect],
    ["the keys are withdrawn", withdrawKeys],
  ])("connects nothing after %s, and has an ending", async (_name, end) => {
    const { firm, user } = await connectedFirm();
    const browserToken = randomToken();
    const { attemptId, location } = await startConnection(firm.second, { browserToken });
    const parameters = await house.approve(location, { user });
    await end(firm.contact);
    const asked = await house.tokenRequests();
    await completeConnection(firm.second, { parameters, browserToken });
    expect(await outcomeOf(firm.second, attemptId)).toBe("expired");
    expect(await house.tokenRequests()).toBe(asked);
    expect(await statesOf(firm.id)).toEqual([]);
  });

  it("is told to start again, and blames no redirect URI, when other keys were sent meanwhile", async () => {
    const firm = await firmWithKeys();
    const browserToken = randomToken();
    const { attemptId, location } = await startConnection(firm.contact, { browserToken });
    const parameters = await house.approve(location);
    const keys = await house.register();
    const pair = { client_id: keys.key, client_secret: keys.secret };
    await storeKeys(firm.second, { region: "us", ...pair });
    await completeConnection(firm.contact, { parameters, browserToken });
    expect(await outcomeOf(firm.contact, attemptId)).toBe("expired");
    expect(await loadConnection(firm.contact, firm.id)).toMatchObject({
      status: "not_connected",
      nextAction: "connect",
    });
  });
});
