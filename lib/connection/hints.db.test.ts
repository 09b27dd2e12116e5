import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { contentsOf } from "@/lib/db/testing";
import { applications, grants } from "@/lib/db/schema";
import { connectedFirms, statusesOf } from "@/lib/testing/connected-firms";
import { openHouse, type House } from "@/lib/testing/house";
import { passTime } from "@/lib/testing/pass-time";
import { checkIdentity } from "./check-identity";
import { disconnect } from "./disconnect";
import { revokeRetired } from "./revoke-retired";
import { followHint, takeHint } from "./take-hint";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.heal());
afterAll(() => house.close());

const DAY_MS = 86_400_000;
type Asked = { path: string }[];
const asked = async (path: string) =>
  (await house.control<Asked>("requests")).filter((one) => one.path === path).length;
const jobsOf = async (kind: string) => {
  const rows = await house.system.db.query((db) =>
    db.execute<{ count: number }>(
      sql`select count(*)::int as count from pgboss.job where name like ${`${kind}%`}`,
    ),
  );
  return rows[0]?.count ?? 0;
};

it("OC-41 a thousand forged calls queue one look, and change nothing while Clio says that all is well", async () => {
  const { firms, applicationId } = await connectedFirms(house, { count: 3 });
  const [application] = await house.system.db.query((db) =>
    db.select().from(applications).where(eq(applications.id, applicationId)),
  );
  const key = application?.deauthorizationKey ?? "";
  const before = await contentsOf(house.system.db);
  for (let batch = 0; batch < 125; batch += 1) {
    await Promise.all(Array.from({ length: 8 }, () => takeHint(house.system, { key })));
  }
  await takeHint(house.system, { key: `${key}x` });
  expect(await contentsOf(house.system.db)).toEqual(before);
  expect(await jobsOf("hint")).toBe(1);
  await followHint(house.system, { applicationId });
  await followHint(house.system, { applicationId });
  expect(await jobsOf("identity")).toBe(firms.length);
  const calls = await asked("/api/v4/users/who_am_i");
  for (const { grantId } of firms) await checkIdentity(house.system, { grantId });
  expect((await asked("/api/v4/users/who_am_i")) - calls).toBe(firms.length);
  expect(new Set(await statusesOf(house, firms))).toEqual(new Set(["working all_proven"]));
});

it("OC-37 disconnecting while Clio is down overwrites at once, tries for three days, then overwrites the rest", async () => {
  const retired = (firmId: string) =>
    house.system.db.query((db) =>
      db
        .select()
        .from(grants)
        .where(and(eq(grants.firmId, firmId), eq(grants.state, "retired"))),
    );
  const gone = async () => {
    const { user } = await house.account("Hartley & Moss LLP");
    const firm = await house.firm();
    await house.connect(firm, undefined, { user });
    await house.spoil({ path: "/oauth/deauthorize", how: { kind: "status", status: 503 } });
    await disconnect(firm.contact);
    const [grant] = await retired(firm.id);
    expect(grant).toMatchObject({ refreshTokenSealed: null });
    expect(grant?.accessTokenSealed).not.toBeNull();
    return firm.id;
  };
  const [first, second] = [await gone(), await gone()];
  const sweep = async (ms: number) => {
    await passTime(house, ms);
    await revokeRetired(house.system);
  };
  const calls = await asked("/oauth/deauthorize");
  await sweep(60_000);
  expect((await asked("/oauth/deauthorize")) - calls).toBe(0);
  await sweep(DAY_MS);
  expect((await asked("/oauth/deauthorize")) - calls).toBe(2);
  expect((await retired(first))[0]?.accessTokenSealed).not.toBeNull();
  await house.heal();
  await house.spoil({ path: "/oauth/deauthorize", next: 1, how: { kind: "status", status: 503 } });
  await sweep(DAY_MS);
  // Clio is back for one of them, and the other is out of time a day later.
  const left = async () =>
    [...(await retired(first)), ...(await retired(second))].filter(
      ({ accessTokenSealed }) => accessTokenSealed !== null,
    ).length;
  expect(await left()).toBe(1);
  await house.spoil({ path: "/oauth/deauthorize", how: { kind: "status", status: 503 } });
  await sweep(DAY_MS);
  expect(await left()).toBe(0);
  await sweep(DAY_MS);
  expect((await asked("/oauth/deauthorize")) - calls).toBeLessThanOrEqual(5);
});
