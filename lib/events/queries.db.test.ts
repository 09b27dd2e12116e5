import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "@/lib/context";
import { testContext } from "@/lib/context.testing";
import { events, firms, integrations, people } from "@/lib/db/schema";
import { createTestDatabase, type TestDatabase } from "@/lib/db/testing";
import { writeFor } from "./chains.testing";
import { listHistory, type HistoryFilter } from "./queries";
import { recordEvent } from "./record-event";

let test: TestDatabase;
let system: Context;
let staff: Context;
beforeAll(async () => {
  test = await createTestDatabase();
  system = testContext(test.db);
  staff = testContext(test.db, {
    kind: "staff",
    personId: "person_vera",
    role: "viewer",
    sessionId: "ses_1",
  });
  await system.db.transaction(async (tx) => {
    await tx.insert(people).values({
      id: "person_vera",
      kind: "staff",
      staffRole: "viewer",
      email: "vera@acucoders.test",
      name: "Vera",
    });
    await tx.insert(integrations).values({ id: "intg_1", name: "Contacts", summary: "" });
    for (const [id, name] of [
      ["firm_a", "Hartley & Moss LLP"],
      ["firm_b", "100% Law"],
    ] as const) {
      await tx.insert(firms).values({
        id,
        name,
        route: "agency",
        integrationId: "intg_1",
        mainContactId: "person_vera",
        createdBy: "person_vera",
      });
    }
  });
  for (let round = 0; round < 20; round += 1) await writeFor(system, ["firm_a", "firm_b", null]);
  await writeFor(staff, ["firm_a"], { kind: "mail.sent" });
  await system.db.transaction((tx) =>
    recordEvent(tx, system, {
      kind: "firm.person_removed",
      firmId: "firm_b",
      data: { person: "person_vera" },
    }),
  );
});
afterAll(() => test.close());

const firmsOf = async (filter: HistoryFilter) => {
  const page = await listHistory(staff, filter);
  return [...new Set(page.events.map(({ firm }) => firm?.name ?? null))];
};

describe("the history", () => {
  it("comes in pages, each line once, the newest first", async () => {
    const first = await listHistory(staff, {});
    const second = await listHistory(staff, { before: first.older ?? 0 });
    const all = await system.db.query((db) => db.select({ seq: events.seq }).from(events));
    const seen = [...first.events, ...second.events].map(({ seq }) => seq);
    expect([first.events.length, second.events.length, second.older]).toEqual([50, 12, null]);
    expect(seen).toEqual(all.map(({ seq }) => seq).toSorted((a, b) => b - a));
  });

  it("says who did it, to whom, and at which firm", async () => {
    const [removed, mailed] = (await listHistory(staff, {})).events;
    expect(removed).toMatchObject({
      firm: { id: "firm_b", name: "100% Law" },
      actorName: "The portal",
      named: { person: "Vera", link: null },
    });
    expect(mailed).toMatchObject({ kind: "mail.sent", actorName: "Vera" });
  });

  it("is narrowed by what it is about, whose it is and the firm’s name", async () => {
    expect((await listHistory(staff, { group: "mails" })).events).toHaveLength(1);
    expect((await listHistory(staff, { group: "problems" })).events).toEqual([]);
    expect(await firmsOf({ whose: "house" })).toEqual([null]);
    expect(await firmsOf({ whose: "firms" })).toEqual(["100% Law", "Hartley & Moss LLP"]);
    expect(await firmsOf({ firmName: "hartley" })).toEqual(["Hartley & Moss LLP"]);
    expect(await firmsOf({ firmName: "%" })).toEqual(["100% Law"]);
    expect(await firmsOf({ firmName: "hartley", group: "mails" })).toEqual(["Hartley & Moss LLP"]);
    expect(await firmsOf({ firmName: "nobody" })).toEqual([]);
  });

  it("is for staff alone", async () => {
    const member = testContext(test.db, {
      kind: "firm",
      personId: "person_1",
      firmId: "firm_a",
      sessionId: "ses_2",
      copiedLinkId: null,
      handOver: null,
    });
    await expect(listHistory(member, {})).rejects.toMatchObject({ code: "forbidden" });
  });
});
