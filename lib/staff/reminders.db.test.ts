import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { firms, houseState, mails, outages, queueRows } from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import { answerPlan } from "@/lib/plan/answer-plan";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { changeReminderRule, reminderRuleInput } from "./change-reminder-rule";
import { refreshQueueRows } from "./refresh-queue-rows";
import { sweepReminders } from "./sweep-reminders";

const DAY_MS = 86_400_000;

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());
// Each test looks at firms of its own alone.
beforeEach(async () => {
  await house.system.db.query((db) => db.update(firms).set({ closedAt: sql`now()` }));
  await refresh();
});

async function refresh() {
  while ((await refreshQueueRows(house.system, { limit: 500, waits: true })) > 0);
}

/** So many days pass for a firm: what it did and what it was sent is so much longer ago. */
async function passDays(firmId: string, days: number) {
  const ago = sql`make_interval(days => ${days})`;
  await house.system.db.transaction(async (tx) => {
    await tx
      .update(firms)
      .set({
        createdAt: sql`${firms.createdAt} - ${ago}`,
        planAnsweredAt: sql`${firms.planAnsweredAt} - ${ago}`,
      })
      .where(eq(firms.id, firmId));
    await tx
      .update(mails)
      .set({ queuedAt: sql`${mails.queuedAt} - ${ago}` })
      .where(eq(mails.firmId, firmId));
    await tx
      .update(queueRows)
      .set({ reminderSince: sql`(${queueRows.reminderSince} - ${ago})::date` })
      .where(eq(queueRows.firmId, firmId));
  });
  await refresh();
}

const rowOf = async (firmId: string) => {
  const [row] = await house.system.db.query((db) =>
    db.select().from(queueRows).where(eq(queueRows.firmId, firmId)),
  );
  return row;
};
const setFirm = (firmId: string, set: Partial<typeof firms.$inferInsert>) =>
  house.system.db.query((db) => db.update(firms).set(set).where(eq(firms.id, firmId)));
const sent = async (firmId: string) =>
  (await house.mailsOf(firmId))
    .filter(({ kind }) => kind === "step_reminder" || kind === "staff_notice")
    .map(({ to }) => to)
    .toSorted();
const levels = async (firmId: string) =>
  (await house.historyOf(firmId, "reminder.escalated")).map(({ data }) => data["level"]);

it("goes to the main contact, then to the second one, then to the owner, each once", async () => {
  const firm = await house.firm();
  const owner = house.staff.operator.actor;
  await setFirm(firm.id, {
    secondContactId: firm.secondId,
    ownerId: owner.kind === "staff" ? owner.personId : null,
  });
  await passDays(firm.id, 1);
  expect(await sweepReminders(house.system)).toBe(0);
  expect(await rowOf(firm.id)).toMatchObject({ reminderStep: "plan", reminderLevel: 0 });

  await passDays(firm.id, 5);
  await Promise.all(Array.from({ length: 3 }, () => sweepReminders(house.system)));
  expect(await sent(firm.id)).toEqual([`ada@${firm.domain}`]);
  // The second one is overdue, too, but not within a day of the first.
  await sweepReminders(house.system);
  expect(await levels(firm.id)).toEqual(["contact"]);

  await passDays(firm.id, 4);
  await Promise.all(Array.from({ length: 3 }, () => sweepReminders(house.system)));
  expect(await sent(firm.id)).toEqual([`ada@${firm.domain}`, `ben@${firm.domain}`]);
  const [toBen] = await house.mailsOf(firm.id, "step_reminder");
  expect(toBen?.text).toContain("We have written to Ada Moss before");

  await passDays(firm.id, 10);
  await sweepReminders(house.system);
  expect(await sent(firm.id)).toContain("operator@acucoders.test");
  expect(await sent(firm.id)).not.toContain("admin@acucoders.test");
  expect(await levels(firm.id)).toEqual(["contact", "second_contact", "owner"]);
  await passDays(firm.id, 30);
  expect(await rowOf(firm.id)).toMatchObject({ reminderLevel: 3, reminderDueAt: null });
  expect(await sweepReminders(house.system)).toBe(0);
});

it("begins anew with the next step, and tells all who may act where nobody looks after the firm", async () => {
  const firm = await house.firm();
  await passDays(firm.id, 6);
  await sweepReminders(house.system);
  await answerPlan(firm.contact, { plan: "essentials", region: "us" });
  await refresh();
  expect(await rowOf(firm.id)).toMatchObject({ reminderStep: "application", reminderLevel: 0 });
  await passDays(firm.id, 10);
  await sweepReminders(house.system);
  expect(await levels(firm.id)).toEqual(["contact", "contact"]);
  await passDays(firm.id, 14);
  await sweepReminders(house.system);
  // No second contact: the owner is next, and nobody is.
  expect(await levels(firm.id)).toEqual(["contact", "contact", "owner"]);
  expect(await sent(firm.id)).toEqual(
    [
      "admin@acucoders.test",
      `ada@${firm.domain}`,
      `ada@${firm.domain}`,
      "operator@acucoders.test",
    ].toSorted(),
  );
});

it("a step that waits for us mails the owner alone", async () => {
  const firm = await house.firm({ route: "agency" });
  await answerPlan(firm.contact, { plan: "essentials", region: "us" });
  await refresh();
  expect(await rowOf(firm.id)).toMatchObject({
    tab: "needs_us",
    reminderStep: "agency_application",
  });
  await passDays(firm.id, 5);
  await sweepReminders(house.system);
  expect(await sent(firm.id)).toEqual(["admin@acucoders.test", "operator@acucoders.test"]);
  expect(await levels(firm.id)).toEqual(["owner"]);
});

it("writes to nobody while reminders are paused, a firm is closed, Clio fails for many, or all is in quarantine", async () => {
  const firm = await house.firm();
  await passDays(firm.id, 6);
  const nobody = async () => {
    await refresh();
    await sweepReminders(house.system);
    expect(await sent(firm.id)).toEqual([]);
  };
  await setFirm(firm.id, { remindersPausedUntil: new Date(Date.now() + DAY_MS) });
  await nobody();
  await setFirm(firm.id, { remindersPausedUntil: null, closedAt: new Date() });
  await nobody();
  await setFirm(firm.id, { closedAt: null });
  await refresh();
  // Closed in the very moment of the sweep: the row says nothing of it yet.
  await setFirm(firm.id, { closedAt: new Date() });
  await sweepReminders(house.system);
  expect(await sent(firm.id)).toEqual([]);
  await setFirm(firm.id, { closedAt: null });
  const outage = newId("outage");
  await house.system.db.query((db) =>
    db.insert(outages).values({
      id: outage,
      scope: "region",
      subject: "us",
      cause: "clio_unavailable",
      lastFailureAt: new Date(),
      affected: 5,
    }),
  );
  await nobody();
  await house.system.db.query((db) => db.update(outages).set({ endedAt: sql`now()` }));
  const quarantine = (at: Date | null) =>
    house.system.db.query((db) =>
      db
        .insert(houseState)
        .values({ id: "house", quarantinedAt: at })
        .onConflictDoUpdate({ target: houseState.id, set: { quarantinedAt: at } }),
    );
  await quarantine(new Date());
  await nobody();
  await quarantine(null);
  await refresh();
  await sweepReminders(house.system);
  expect(await sent(firm.id)).toEqual([`ada@${firm.domain}`]);
});

it("within a day of another notice it waits, and goes afterwards", async () => {
  const firm = await house.firm();
  await passDays(firm.id, 6);
  await house.system.db.query((db) =>
    db
      .update(mails)
      .set({ isNotice: true, queuedAt: sql`now() - interval '5 hours'` })
      .where(and(eq(mails.firmId, firm.id), eq(mails.kind, "invite"))),
  );
  await sweepReminders(house.system);
  expect(await sent(firm.id)).toEqual([]);
  const dueAt = (await rowOf(firm.id))?.reminderDueAt?.getTime() ?? 0;
  expect(Math.round((dueAt - Date.now()) / 3_600_000)).toBe(19);
  await passDays(firm.id, 1);
  await sweepReminders(house.system);
  expect(await sent(firm.id)).toEqual([`ada@${firm.domain}`]);
});

it("administrators change the rhythm, firms follow at once, and two at once do not overwrite each other", async () => {
  const firm = await house.firm();
  await passDays(firm.id, 6);
  const input = (more: Record<string, string> = {}) =>
    reminderRuleInput.parse({ route: "firm_private", step: "plan", version: "0", ...more });
  for (const ctx of [house.staff.operator, house.staff.viewer, firm.contact, house.system]) {
    expect(await codeOf(changeReminderRule(ctx, input()))).toBe("forbidden");
  }
  const none = { ...input(), step: "developer_account" } as const;
  expect(await codeOf(changeReminderRule(house.staff.admin, none))).toBe("not_found");
  const mixed = input({ contact_days: "5", owner_days: "4" });
  expect(await codeOf(changeReminderRule(house.staff.admin, mixed))).toBe("invalid_input");
  expect(
    reminderRuleInput.safeParse({ ...input(), version: "0", contact_days: "61" }).success,
  ).toBe(false);
  const both = await Promise.all(
    ["20", "30"].map((days) =>
      codeOf(changeReminderRule(house.staff.admin, input({ contact_days: days }))),
    ),
  );
  expect(both.toSorted()).toEqual(["conflict", "done"]);
  await refresh();
  await sweepReminders(house.system);
  expect(await sent(firm.id)).toEqual([]);
  await changeReminderRule(house.staff.admin, input({ version: "1", contact_days: "1" }));
  await refresh();
  await sweepReminders(house.system);
  expect(await sent(firm.id)).toEqual([`ada@${firm.domain}`]);
});
