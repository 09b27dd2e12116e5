import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { applications, connections, grants } from "@/lib/db/schema";
import { queueName, type JobKind } from "@/lib/jobs/queues";
import { openHouse, type House } from "@/lib/testing/house";
import type { Region } from "@/lib/vocabulary";
import { checkIdentity } from "./check-identity";
import { checkPermissions } from "./check-permissions";
import { loadConnection } from "./queries";
import { queueDue } from "./queue-due";
import { followHint, takeHint } from "./take-hint";

let house: House;
let firm: Awaited<ReturnType<House["firm"]>>;
let grantId: string;

beforeAll(async () => {
  house = await openHouse();
  firm = await house.firm({ integration: await house.integration(["contacts", "matters"]) });
  const keys = await house.register(["users", "contacts", "matters"]);
  await house.connect(firm, keys);
  grantId = (await grantOf()).id;
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.system.db.query((db) => db.execute(sql`delete from pgboss.job`));
  await house.heal();
});

async function grantOf() {
  const [grant] = await house.system.db.query((db) =>
    db
      .select()
      .from(grants)
      .where(sql`firm_id = ${firm.id} and state = 'active'`),
  );
  if (!grant) throw new Error("nothing is connected");
  return grant;
}
const connectionOf = async () => {
  const [row] = await house.system.db.query((db) =>
    db.select().from(connections).where(eq(connections.firmId, firm.id)),
  );
  return row;
};
const shift = (set: Partial<typeof grants.$inferInsert>) =>
  house.system.db.query((db) => db.update(grants).set(set).where(eq(grants.id, grantId)));
const queued = async (kind: JobKind, region: Region | null = null) => {
  const rows = await house.system.db.query((db) =>
    db.execute<{ data: { grantId?: string }; after: string }>(
      sql`select data, start_after - now() as after from pgboss.job where name = ${queueName(kind, region)} and state < 'active'`,
    ),
  );
  return [...rows];
};
const past = () => new Date(Date.now() - 1000);
const future = () => new Date(Date.now() + 3_600_000);

describe("what is due", () => {
  it("is queued once for each kind and region, however many sweeps find it", async () => {
    await shift({ refreshDueAt: past(), identityDueAt: past(), probesDueAt: future() });
    await Promise.all([queueDue(house.system), queueDue(house.system), queueDue(house.system)]);
    expect(await queued("refresh", "us")).toHaveLength(1);
    expect(await queued("identity", "us")).toMatchObject([{ data: { grantId } }]);
    expect(await queued("probes", "us")).toEqual([]);
    expect(await queued("refresh", "eu")).toEqual([]);
  });

  it("is nothing of a grant that has ended", async () => {
    await shift({ refreshDueAt: past(), endedAt: past() });
    await queueDue(house.system);
    expect(await queued("refresh", "us")).toEqual([]);
    await shift({ endedAt: null, refreshDueAt: future() });
  });
});

describe("the hourly look", () => {
  it("is a proof of life, and takes over names that changed", async () => {
    await shift({ identityDueAt: past(), lastSuccessAt: new Date(0), userName: "Somebody before" });
    await checkIdentity(house.system, { grantId });
    const grant = await grantOf();
    expect(grant.userName).not.toBe("Somebody before");
    expect(grant.lastSuccessAt?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(grant.identityDueAt?.getTime()).toBeGreaterThan(Date.now() + 45 * 60_000);
    expect(await house.historyOf(firm.id, "connection.renamed")).toHaveLength(1);
    await checkIdentity(house.system, { grantId });
    expect(await house.historyOf(firm.id, "connection.renamed")).toHaveLength(1);
  });

  it("changes nothing while Clio does not answer, but since when it is so", async () => {
    const before = (await loadConnection(house.system, firm.id)).status;
    const how = { kind: "status", status: 503 };
    await house.spoil({ path: "/api/v4/users/who_am_i", next: 1, how });
    await checkIdentity(house.system, { grantId });
    expect((await loadConnection(house.system, firm.id)).status).toBe(before);
    expect((await connectionOf())?.failingSince).not.toBeNull();
    expect((await grantOf()).identityDueAt?.getTime()).toBeLessThan(Date.now() + 10 * 60_000);
  });
});

describe("the daily look", () => {
  it("proves every permission and ends what was failing", async () => {
    await checkPermissions(house.system, { grantId, trigger: "daily" });
    expect((await connectionOf())?.failingSince).toBeNull();
    expect((await grantOf()).probesDueAt?.getTime()).toBeGreaterThan(Date.now() + 20 * 3_600_000);
    expect((await loadConnection(house.system, firm.id)).status).toBe("working");
  });
});

describe("a hint of Clio's that somebody removed the application", () => {
  const key = async () => {
    const [row] = await house.system.db.query((db) =>
      db.select().from(applications).where(eq(applications.firmId, firm.id)),
    );
    return row?.deauthorizationKey ?? "";
  };

  it("OC-41 leads to one look, and a thousand more to one ten minutes later; changes nothing itself", async () => {
    const before = await grantOf();
    await takeHint(house.system, { key: await key() });
    expect(await queued("hint")).toHaveLength(1);
    await house.system.db.query((db) => db.execute(sql`delete from pgboss.job`));
    const again = await key();
    for (let count = 0; count < 40; count += 1) {
      await Promise.all(Array.from({ length: 25 }, () => takeHint(house.system, { key: again })));
    }
    const later = await queued("hint");
    expect(later).toHaveLength(1);
    expect(later[0]?.after).toMatch(/^00:09:5|^00:10:0/);
    expect(await grantOf()).toEqual(before);
  });

  it("OC-41 of an address that is nobody's is ignored", async () => {
    await takeHint(house.system, { key: "nobodys" });
    expect(await queued("hint")).toEqual([]);
  });

  it("asks Clio about each connection of the application, and believes Clio alone", async () => {
    const { applicationId } = await grantOf();
    await followHint(house.system, { applicationId });
    expect(await queued("identity", "us")).toMatchObject([{ data: { grantId } }]);
    await checkIdentity(house.system, { grantId });
    expect((await loadConnection(house.system, firm.id)).status).toBe("working");
  });
});
