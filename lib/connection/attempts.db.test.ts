import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storeKeys } from "@/lib/applications/store-keys";
import { randomToken } from "@/lib/crypto/hash";
import { attempts, grants } from "@/lib/db/schema";
import { answerWith, startAnswerer } from "@/lib/providers/clio/provider.testing";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { completeConnection } from "./complete-connection";
import { loadAttempt, loadConnection } from "./queries";
import { startConnection } from "./start-connection";
import { sweepConnections } from "./sweep-connections";
import { confirmAccount } from "./confirm-account";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

async function firmWithKeys() {
  const firm = await house.firm();
  const keys = await house.register();
  const pair = { client_id: keys.key, client_secret: keys.secret };
  await storeKeys(firm.contact, { region: "us", ...pair });
  return firm;
}
const attemptsOf = (firmId: string) =>
  house.system.db.query((db) =>
    db.select().from(attempts).where(eq(attempts.firmId, firmId)).orderBy(attempts.createdAt),
  );

describe("OC-08 mix-up", () => {
  it("refuses an issuer that is wrong, empty, twice or in other letters, and sends no code", async () => {
    const firm = await firmWithKeys();
    const evil = await startAnswerer(answerWith(200, "{}"));
    const ours = house.sandbox.origins.us;
    const wrong = [
      [evil.origin],
      [""],
      [ours.replace("localhost", "LOCALHOST")],
      [`${ours}/`],
      [house.sandbox.origins.eu],
      [ours, ours],
      [ours, evil.origin],
    ];
    const before = await house.tokenRequests();
    for (const issuers of wrong) {
      const browserToken = randomToken();
      const { attemptId, location } = await startConnection(firm.contact, { browserToken });
      const parameters = await house.approve(location);
      for (const issuer of issuers) parameters.append("iss", issuer);
      // An endpoint in the query is only a text there.
      parameters.set("token_endpoint", `${evil.origin}/oauth/token`);
      const done = await completeConnection(firm.contact, { parameters, browserToken });
      const outcome = (await loadAttempt(firm.contact, attemptId))?.outcome;
      expect([issuers, done.kind === "not_yours" || outcome === "answer_refused"]).toEqual([
        issuers,
        true,
      ]);
    }
    expect(await house.tokenRequests()).toBe(before);
    expect(evil.state.requests).toEqual([]);
    await evil.stop();
    expect((await loadConnection(firm.contact, firm.id)).status).toBe("not_connected");
  });

  it("takes the issuer of the attempt's own region", async () => {
    const firm = await firmWithKeys();
    const browserToken = randomToken();
    const { attemptId, location } = await startConnection(firm.contact, { browserToken });
    const parameters = await house.approve(location);
    parameters.set("iss", house.sandbox.origins.us);
    await completeConnection(firm.contact, { parameters, browserToken });
    expect((await loadAttempt(firm.contact, attemptId))?.outcome).toBe("confirm_account");
  });
});

describe("OC-34 abandoned attempts", () => {
  it("of 1,000 starts at once five stay open, thirty have rows, and the rest are told to wait", async () => {
    const firm = await firmWithKeys();
    const answers: string[] = [];
    for (let round = 0; round < 50; round += 1) {
      const starts = Array.from({ length: 20 }, () =>
        codeOf(startConnection(firm.contact, { browserToken: randomToken() })),
      );
      answers.push(...(await Promise.all(starts)));
    }
    expect(answers.filter((answer) => answer === "done")).toHaveLength(30);
    expect(answers.filter((answer) => answer === "rate_limited")).toHaveLength(970);
    const rows = await attemptsOf(firm.id);
    const open = rows.filter(({ consumedAt }) => consumedAt === null);
    expect([rows.length, open.length]).toEqual([30, 5]);
    const ended = rows.filter(({ consumedAt }) => consumedAt !== null);
    expect(
      ended.every(({ outcome, verifierSealed }) => outcome === "expired" && !verifierSealed),
    ).toBe(true);
    const other = await firmWithKeys();
    expect(await codeOf(startConnection(other.contact, { browserToken: "b" }))).toBe("done");
  });

  it("end after 60 minutes, and their rows a day later, but for the last one", async () => {
    const firm = await firmWithKeys();
    await house.trip(firm.contact);
    for (let starts = 0; starts < 3; starts += 1) {
      await startConnection(firm.contact, { browserToken: randomToken() });
    }
    const [done, ...open] = await attemptsOf(firm.id);
    const lives = open.map((row) => row.expiresAt.getTime() - row.createdAt.getTime());
    expect(lives).toEqual([3_600_000, 3_600_000, 3_600_000]);
    const setAge = (age: string) =>
      house.system.db.query((db) =>
        db
          .update(attempts)
          .set({ expiresAt: sql`now() - ${age}::interval` })
          .where(eq(attempts.firmId, firm.id)),
      );
    await setAge("23 hours 59 minutes");
    await sweepConnections(house.system);
    const expired = await attemptsOf(firm.id);
    expect(expired.map(({ outcome }) => outcome)).toEqual([
      "confirm_account",
      "expired",
      "expired",
      "expired",
    ]);
    expect(expired.every(({ verifierSealed }) => verifierSealed === null)).toBe(true);
    await setAge("24 hours 1 minute");
    await sweepConnections(house.system);
    const left = await attemptsOf(firm.id);
    expect(left.map(({ id }) => id)).toEqual([done?.id, open.at(-1)?.id]);
    expect(await house.historyOf(firm.id, "connection.attempt_started")).toHaveLength(4);
    const ends = await house.historyOf(firm.id, "connection.attempt_ended");
    expect(ends.map(({ data }) => data["outcome"])).toEqual([
      "confirm_account",
      "expired",
      "expired",
      "expired",
    ]);
  });
});

it("OC-35 two tabs: both returns count, one connection lives, and the history shows both", async () => {
  const firm = await firmWithKeys();
  const tab = async () => {
    const browserToken = randomToken();
    const started = await startConnection(firm.contact, { browserToken });
    return { browserToken, ...started };
  };
  const [a, b] = [await tab(), await tab()];
  for (const { location, browserToken } of [a, b]) {
    const parameters = await house.approve(location);
    await completeConnection(firm.contact, { parameters, browserToken });
  }
  await confirmAccount(firm.contact, await house.waiting(firm.id));
  const states = async () => {
    const rows = await house.system.db.query((db) =>
      db.select().from(grants).where(eq(grants.firmId, firm.id)).orderBy(grants.createdAt),
    );
    const kept = rows.filter(({ refreshTokenSealed }) => refreshTokenSealed !== null);
    expect(kept.map(({ state }) => state)).toEqual(["active"]);
    return rows.map(({ state }) => state);
  };
  expect(await states()).toEqual(["retired", "active"]);
  const history = await house.historyOf(firm.id, "connection.attempt_ended");
  expect(history.map(({ data }) => [data["attempt"], data["outcome"]])).toEqual([
    [a.attemptId, "confirm_account"],
    [b.attemptId, "confirm_account"],
  ]);
  const [c, d] = [await tab(), await tab()];
  for (const { location, browserToken } of [c, d]) {
    const parameters = await house.approve(location);
    await completeConnection(firm.contact, { parameters, browserToken });
  }
  expect(await states()).toEqual(["retired", "retired", "retired", "active"]);
});
