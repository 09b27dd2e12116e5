import { randomBytes } from "node:crypto";
import { eq, isNotNull, notInArray } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { clientIdDigest, openKeys } from "@/lib/applications/keys";
import { storeKeys } from "@/lib/applications/store-keys";
import { completeConnection } from "@/lib/connection/complete-connection";
import { refreshConnection } from "@/lib/connection/refresh-connection";
import { startConnection } from "@/lib/connection/start-connection";
import { openAccessToken, openRefreshToken } from "@/lib/connection/tokens-at-rest";
import type { Context } from "@/lib/context";
import { randomToken } from "@/lib/crypto/hash";
import { loadKeyRing } from "@/lib/crypto/key-ring";
import { checkKeys, compareKeys } from "@/lib/db/check-keys";
import type { Database } from "@/lib/db/client";
import { applications, attempts, grants, keyChecks, mails } from "@/lib/db/schema";
import { contentsOf, createTestDatabase } from "@/lib/db/testing";
import { sendMail } from "@/lib/mail/send-mail";
import { addConnections, startTokenServer } from "@/lib/testing/many-connections";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { countSealed, sumOf } from "./count-sealed";
import { keysStatus } from "./keys-status";
import { retireKey } from "./retire-key";
import { rotateKeys } from "./rotate-keys";

const MANY = 250;
/** A try leaves its number behind, and when it was. */
const LEASES = { grants: ["fence"], mails: ["claimed_at"] };
const fresh = () => randomBytes(32).toString("base64");
let house: House;
let database: Database;
let server: Awaited<ReturnType<typeof startTokenServer>>;
let many: string[];
let firms: Awaited<ReturnType<House["firm"]>>[];
let old = "";
let rotations = 0;

/** As a process with this ring, the first key encrypting. */
const withRing = (text: string, ctx: Context = house.system): Context => ({
  ...ctx,
  ring: loadKeyRing(text),
});
const atTokenServer = (ctx: Context): Context => ({
  ...ctx,
  env: { ...ctx.env, clioOrigins: { ...ctx.env.clioOrigins, us: server.origin } },
});
const kidOf = (text: string) => text.split(":")[0] ?? "";
const leftUnder = async (text: string) =>
  sumOf((await house.system.db.query(countSealed)).get(kidOf(text)));
const grantOf = async (id: string) => {
  const [row] = await house.system.db.query((db) =>
    db.select().from(grants).where(eq(grants.id, id)),
  );
  if (!row) throw new Error("no such grant");
  return row;
};

/** The next key: noted, as when every portal has started with it. Returns the rings of the steps. */
async function nextKey() {
  const noted = await house.system.db.query((db) => db.select().from(keyChecks));
  if (noted.length > 1) throw new Error("the last rotation is not at its end yet");
  const next = `r${(rotations += 1)}:${fresh()}`;
  const steps = { next, before: old, handedOut: `${old},${next}`, inFront: `${next},${old}` };
  old = next;
  await checkKeys(database, loadKeyRing(steps.inFront));
  return steps;
}

/** The last steps of a rotation: everything anew, the old key forgotten. */
async function finish({ inFront, before }: { inFront: string; before: string }) {
  const rotator = withRing(inFront);
  expect(await rotateKeys(rotator)).toMatchObject({ left: 0, unopened: [] });
  await retireKey(rotator, kidOf(before));
}

beforeAll(async () => {
  house = await openHouse();
  server = await startTokenServer();
  database = house.database;
  old = house.system.env.PORTAL_KEYS?.reveal() ?? "";
  await checkKeys(database, loadKeyRing(old));
  // What the house makes, it seals under its first key: before any rotation.
  firms = [await house.firm(), await house.firm(), await house.firm()];
  many = await addConnections(house.system, await house.integration(), MANY);
});
beforeEach(() => house.heal());
afterAll(async () => {
  await server.stop();
  await house.close();
});

it("SE-05 seals everything anew under load although it is killed again and again, and loses nothing", async () => {
  const steps = await nextKey();
  const rotator = withRing(steps.inFront);
  const portals = [steps.handedOut, steps.inFront].map((ring) => atTokenServer(withRing(ring)));
  const over = new AbortController();
  const failures: unknown[] = [];
  let reads = 0;
  const read = async (portal: Context, step: number) => {
    for (let at = step; !over.signal.aborted; at += 7) {
      const id = many[at % MANY] ?? "";
      try {
        if (at % 3 === 0) await refreshConnection(portal, { grantId: id, force: true });
        openAccessToken(portal, await grantOf(id)).reveal();
        reads += 1;
      } catch (thrown) {
        failures.push(thrown);
        return;
      }
    }
  };
  const load = portals.map((portal, index) => read(portal, index));
  for (let kill = 1; kill <= 5; kill += 1) {
    const work = rotateKeys(rotator, () => {
      throw new Error(`killed for the ${kill}. time`);
    });
    await expect(work).rejects.toThrow("killed");
  }
  await rotateKeys(rotator);
  over.abort();
  await Promise.all(load);
  // The portal of the first step has sealed under the old key until now.
  expect(await rotateKeys(rotator)).toMatchObject({ left: 0, unopened: [] });
  expect(failures).toEqual([]);
  expect(reads).toBeGreaterThan(0);
  expect(await leftUnder(steps.before)).toBe(0);
  const alone = withRing(steps.next);
  for (const [n, id] of many.entries()) {
    expect(openRefreshToken(alone, await grantOf(id)).reveal()).toBe(server.newest(n));
  }
  await finish(steps);
  // A few are enough for what follows.
  await house.system.db.query((db) =>
    db
      .update(grants)
      .set({ accessTokenSealed: null, refreshTokenSealed: null })
      .where(notInArray(grants.id, many.slice(0, 3))),
  );
  await house.system.db.query((db) =>
    db
      .update(applications)
      .set({ clientIdSealed: null, clientSecretSealed: null })
      .where(
        notInArray(
          applications.id,
          db
            .select({ id: grants.applicationId })
            .from(grants)
            .where(isNotNull(grants.refreshTokenSealed)),
        ),
      ),
  );
});

it("SE-08 begins only when a portal has started with the key, and a portal without it changes nothing", async () => {
  const next = `step:${fresh()}`;
  const early = withRing(`${next},${old}`);
  const [firm] = firms;
  if (!firm) throw new Error("beforeAll made it");
  const keys = await house.register();
  await storeKeys(withRing(old, firm.contact), {
    region: "us",
    client_id: keys.key,
    client_secret: keys.secret,
  });
  const told = await house.system.db.query((db) =>
    db.select().from(mails).where(eq(mails.firmId, firm.id)),
  );
  expect(await codeOf(rotateKeys(early))).toBe("conflict");
  // Handed out behind the old key, it concerns nobody who does not have it yet.
  await checkKeys(database, loadKeyRing(`${old},${next}`));
  const behind = withRing(old, firm.contact);
  await compareKeys(database, behind.ring);
  expect(behind.ring.trouble).toBeNull();
  // Somebody skips a step: one portal encrypts with it, while this one has not looked again yet.
  const browserToken = randomToken();
  const { location } = await startConnection(behind, { browserToken });
  await checkKeys(database, early.ring);
  await rotateKeys(early);
  const parameters = await house.approve(location);
  const before = await contentsOf(house.system.db, LEASES);
  const asked = await house.tokenRequests();
  expect(await codeOf(completeConnection(behind, { parameters, browserToken }))).toBe(
    "keys_unavailable",
  );
  expect(await codeOf(sendMail(withRing(old), told[0]?.id ?? ""))).toBe("keys_unavailable");
  expect(
    await codeOf(refreshConnection(withRing(old), { grantId: many[1] ?? "", force: true })),
  ).toBe("keys_unavailable");
  expect(await house.tokenRequests()).toBe(asked);
  expect(await contentsOf(house.system.db, LEASES)).toEqual(before);
  await compareKeys(database, behind.ring);
  expect(behind.ring.trouble).toMatch(/has no key step/);
  // With the key it goes on by itself: the same return, and the mail has been tried by nobody.
  const late = withRing(`${next},${old}`, firm.contact);
  expect(await completeConnection(late, { parameters, browserToken })).toMatchObject({
    kind: "ended",
  });
  const [mail] = await house.system.db.query((db) =>
    db
      .select()
      .from(mails)
      .where(eq(mails.id, told[0]?.id ?? "")),
  );
  expect(mail).toMatchObject({ state: "queued", tries: told[0]?.tries });
  const [attempt] = await house.system.db.query((db) =>
    db.select().from(attempts).where(eq(attempts.firmId, firm.id)),
  );
  expect(attempt?.outcome).toBe("confirm_account");
  await finish({ inFront: `${next},${old}`, before: old });
  old = next;
});

it("finds the same client ID at two firms and a refused pair at every step of a rotation", async () => {
  const [, firm, other] = firms;
  if (!firm || !other) throw new Error("beforeAll made them");
  const keys = await house.register();
  const pair = { region: "us" as const, client_id: keys.key, client_secret: keys.secret };
  const wrong = { ...pair, client_secret: "a".repeat(40) };
  const { before, handedOut, inFront, next } = await nextKey();
  expect(await codeOf(storeKeys(withRing(before, firm.second), wrong))).toBe("invalid_input");
  await storeKeys(withRing(before, firm.second), pair);
  const asked = await house.tokenRequests();
  for (const ring of [handedOut, inFront]) {
    const again = withRing(ring, { ...firm.contact });
    expect(await codeOf(storeKeys(again, wrong))).toBe("invalid_input");
  }
  expect(await house.tokenRequests()).toBe(asked);
  expect(await storeKeys(withRing(inFront, other.contact), pair)).toMatchObject({
    isUnderReview: true,
  });
  await finish({ inFront, before });
  const rows = await house.system.db.query((db) =>
    db
      .select()
      .from(applications)
      .where(eq(applications.clientIdEnd, keys.key.slice(-4))),
  );
  const alone = withRing(next);
  for (const row of rows.filter(({ clientIdSealed }) => clientIdSealed)) {
    expect(row.clientIdDigest).toBe(clientIdDigest(alone, "us", openKeys(alone, row).clientId));
  }
});

it("SE-12 retires a key only when it seals nothing and encrypts nothing; then a ring without it is right", async () => {
  const { before, inFront, next } = await nextKey();
  const rotator = withRing(inFront);
  const kid = kidOf(before);
  expect(await codeOf(retireKey(rotator, kid))).toBe("conflict");
  expect(await codeOf(retireKey(rotator, kidOf(next)))).toBe("conflict");
  const ofOld = (await keysStatus(rotator)).find((one) => one.kid === kid);
  expect(ofOld).toMatchObject({ encrypts: false, inRing: true, check: "right" });
  expect(ofOld?.values.get("grants.refresh_token_sealed")).toBeGreaterThanOrEqual(3);
  await rotateKeys(rotator);
  const alone = loadKeyRing(next);
  await compareKeys(database, alone);
  expect(alone.trouble).not.toBeNull();
  await retireKey(rotator, kid);
  expect(await codeOf(retireKey(rotator, kid))).toBe("not_found");
  // A portal that still has it behind the new one does not note it again.
  await checkKeys(database, loadKeyRing(inFront));
  await compareKeys(database, alone);
  expect(alone.trouble).toBeNull();
  expect(await house.system.db.query((db) => db.select().from(keyChecks))).toHaveLength(1);
});

it("SE-02 leaves a value that does not open where it is, names it, and goes on with the others", async () => {
  const { inFront } = await nextKey();
  const [moved = "", source = ""] = many;
  const { refreshTokenSealed } = await grantOf(source);
  await house.system.db.query((db) =>
    db.update(grants).set({ refreshTokenSealed }).where(eq(grants.id, moved)),
  );
  const done = await rotateKeys(withRing(inFront));
  expect(done).toMatchObject({ left: 1 });
  expect(done.unopened).toEqual([expect.stringContaining(`refresh_token_sealed of ${moved}`)]);
  expect((await grantOf(moved)).refreshTokenSealed).toBe(refreshTokenSealed);
});

it("SE-07 does nothing with a ring that is not the database's", async () => {
  const wrong = withRing(`${kidOf(old)}:${fresh()}`);
  await compareKeys(database, wrong.ring);
  expect(await codeOf(rotateKeys(wrong))).toBe("keys_unavailable");
  expect(await codeOf(retireKey(wrong, "r1"))).toBe("keys_unavailable");
  expect((await keysStatus(wrong)).find(({ encrypts }) => encrypts)?.check).toBe("wrong");
  const empty = await createTestDatabase();
  await compareKeys(empty.db, wrong.ring);
  expect(wrong.ring.trouble).toBeNull();
  await empty.close();
});
