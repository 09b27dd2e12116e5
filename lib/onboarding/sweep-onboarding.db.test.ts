import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { now } from "@/lib/context";
import { developerAccounts, firms, reminders } from "@/lib/db/schema";
import { removeMember } from "@/lib/identity/remove-member";
import { answerPlan } from "@/lib/plan/answer-plan";
import { changeSettings, settingsInput } from "@/lib/settings/change-settings";
import { addDays, businessDaysSince, dayOf, isBusinessDay, type Day } from "@/lib/settings/rules";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { setLive } from "@/lib/staff/set-live";
import { answerDeveloperAccount } from "./answer-developer-account";
import { loadChecklist } from "./queries";
import { trialOf } from "./rules";
import { reminderOf, setReminder } from "./set-reminder";
import { sweepOnboarding } from "./sweep-onboarding";

const ZONE = "America/New_York";
let house: House;
let today: Day;
beforeAll(async () => {
  house = await openHouse();
  today = dayOf(await now(house.system), ZONE);
});
beforeEach(() => settings({}));
afterAll(() => house.close());

const settings = (more: Record<string, string>) =>
  changeSettings(
    house.staff.admin,
    settingsInput.parse({
      agency_name: "AcuCoders",
      support_email: "help@acucoders.test",
      website: "https://acucoders.test",
      time_zone: ZONE,
      ...more,
    }),
  );
/** Twice in turn and twice at once: what was told once must not be told again. */
async function sweep() {
  for (let times = 0; times < 2; times += 1) await sweepOnboarding(house.system);
  await Promise.all([sweepOnboarding(house.system), sweepOnboarding(house.system)]);
}
const told = async (firmId: string) =>
  (await house.mailsOf(firmId, "staff_notice")).map(({ subject }) => subject.split(": ")[1]);
const twice = (subject: string) => [subject, subject];

const developerFirm = () => house.firm({ route: "firm_developer" });
type Firm = Awaited<ReturnType<typeof developerFirm>>;
const answer = (firm: Firm, more: object) =>
  answerDeveloperAccount(firm.contact, {
    email: "ada.dev@hartleymoss.test",
    trial_started_on: "",
    trial_ends_on: "",
    applied_on: "",
    stage: "trial",
    ...more,
  });

describe("developer accounts", () => {
  it("a trial's end is shown from day 4, and staff are told on day 6, once", async () => {
    const days = [3, 4, 5, 6];
    const all = await Promise.all(days.map(() => developerFirm()));
    for (const [index, firm] of all.entries()) {
      await answer(firm, { trial_started_on: addDays(today, -(days[index] ?? 0)) });
    }
    await sweep();
    const seen = all.map(async (firm) => {
      const { developer } = await loadChecklist(firm.contact, firm.id);
      return [trialOf(developer, today)?.isShown, await told(firm.id)];
    });
    expect(await Promise.all(seen)).toEqual([
      [false, []],
      [true, []],
      [true, []],
      [true, twice("the trial is about to end")],
    ]);
    const last = all.at(-1);
    const [mail] = await house.mailsOf(last?.id ?? "", "staff_notice");
    expect(mail?.text).toContain(addDays(today, 1));
  });

  it("a conversion is overdue after three business days of the agency's calendar, told once", async () => {
    /** The latest day from which so many business days have passed. */
    const since = (count: number) => {
      let day = today;
      while (businessDaysSince(day, today, []) < count) day = addDays(day, -1);
      return day;
    };
    const [two, three] = [await developerFirm(), await developerFirm()];
    await answer(two, { stage: "applied", trial_started_on: since(2), applied_on: since(2) });
    await answer(three, { stage: "applied", trial_started_on: since(3), applied_on: since(3) });
    let holiday = addDays(since(3), 1);
    while (!isBusinessDay(holiday, [])) holiday = addDays(holiday, 1);
    await settings({ holidays: holiday });
    await sweep();
    expect(await told(three.id)).toEqual([]);
    await settings({});
    await sweep();
    expect(await told(two.id)).toEqual([]);
    expect(await told(three.id)).toEqual(twice("Clio has not converted the developer account"));
    await answerPlan(three.contact, { plan: "essentials" });
    const { checklist } = await loadChecklist(three.contact, three.id);
    expect(checklist.steps.find(({ key }) => key === "developer_account")).toMatchObject({
      state: "waiting_clio",
      since: since(3),
    });
  });

  it("an approved account, and a firm on another route, are left alone", async () => {
    const [approved, moved] = [await developerFirm(), await developerFirm()];
    const old = { trial_started_on: addDays(today, -30), applied_on: addDays(today, -30) };
    await answer(approved, { stage: "approved", ...old });
    await answer(moved, { stage: "applied", ...old });
    await house.system.db.query((db) =>
      db.update(firms).set({ route: "agency" }).where(eq(firms.id, moved.id)),
    );
    await sweep();
    expect([await told(approved.id), await told(moved.id)]).toEqual([[], []]);
  });
});

describe("reminders", () => {
  const remind = (firm: Firm, step: "connect" | "plan", day = addDays(today, 3)) =>
    setReminder(firm.second, { step, remind_on: day });
  const makeDue = () =>
    house.system.db.query((db) => db.update(reminders).set({ remindOn: today }));

  it("are for a day within the next 90; a newer wish takes the older one's place", async () => {
    const firm = await house.firm();
    for (const day of [today, addDays(today, -1), addDays(today, 91)]) {
      expect(await codeOf(remind(firm, "connect", day))).toBe("invalid_input");
    }
    await remind(firm, "connect", addDays(today, 1));
    await remind(firm, "connect", addDays(today, 90));
    await remind(firm, "plan");
    expect(await reminderOf(firm.second, "connect")).toBe(addDays(today, 90));
    expect(await reminderOf(firm.contact, "connect")).toBeNull();
    const rows = await house.system.db.query((db) =>
      db.select().from(reminders).where(eq(reminders.firmId, firm.id)),
    );
    expect(rows).toHaveLength(2);
    expect(await codeOf(remind({ ...firm, second: house.staff.admin }, "plan"))).toBe("forbidden");
  });

  it("come once, on their day, to the one who asked", async () => {
    const firm = await house.firm();
    await remind(firm, "connect");
    await sweep();
    expect(await house.mailsOf(firm.id, "reminder")).toEqual([]);
    await makeDue();
    await sweep();
    const mails = await house.mailsOf(firm.id, "reminder");
    expect(mails.map(({ to }) => to)).toEqual([`ben@${firm.domain}`]);
    expect(mails[0]?.subject).toContain("Connect Clio");
    expect(await reminderOf(firm.second, "connect")).toBeNull();
  });

  it("do not come for what is done, nor to somebody who left the firm", async () => {
    const [done, left] = [await house.firm(), await house.firm()];
    await remind(done, "plan");
    await remind(left, "connect");
    await answerPlan(done.contact, { plan: "essentials" });
    await removeMember(left.contact, { person: left.secondId });
    await makeDue();
    await sweep();
    expect(await house.mailsOf(done.id, "reminder")).toEqual([]);
    expect(await house.mailsOf(left.id, "reminder")).toEqual([]);
  });
});

describe("going live by itself", () => {
  it("happens when staff set it so and everything holds, once, with a mail", async () => {
    const ready = async (route: "firm_private" | "firm_developer", hasPlan = true) => {
      const { user } = await house.account("Hartley & Moss LLP");
      const firm = await house.firm({ route });
      if (hasPlan) await answerPlan(firm.contact, { plan: "essentials" });
      await house.connect(firm, undefined, { user });
      return firm;
    };
    const firm = await ready("firm_private");
    const trial = await ready("firm_developer");
    const open = await house.firm();
    await answer(trial, {});
    const live = async () => {
      const rows = await house.system.db.query((db) => db.select().from(firms));
      return [firm, trial, open].map(({ id }) => rows.find((row) => row.id === id)?.liveCause);
    };
    await sweep();
    expect(await live()).toEqual([null, null, null]);
    await settings({ goes_live: "by_itself" });
    await sweep();
    expect(await live()).toEqual(["by_itself", null, null]);
    expect(await house.historyOf(firm.id, "firm.live")).toHaveLength(1);
    expect(await house.mailsOf(firm.id, "live")).toHaveLength(1);
    await house.system.db.query((db) =>
      db
        .update(developerAccounts)
        .set({ appliedOn: today, approvedOn: today })
        .where(eq(developerAccounts.firmId, trial.id)),
    );
    await sweep();
    expect(await live()).toEqual(["by_itself", "by_itself", null]);
  });

  it("does not happen to a firm that staff switched off, until they switch it on again", async () => {
    await settings({ goes_live: "by_itself" });
    const { user } = await house.account("Hartley & Moss LLP");
    const firm = await house.firm();
    await answerPlan(firm.contact, { plan: "essentials" });
    await house.connect(firm, undefined, { user });
    const isLive = async () => {
      await sweep();
      return (await loadChecklist(house.system, firm.id)).checklist.isLive;
    };
    const decide = (decision: "on" | "off") =>
      setLive(house.staff.operator, { firmId: firm.id, decision, reason: "", until: "" });
    expect(await isLive()).toBe(true);
    await decide("off");
    expect(await isLive()).toBe(false);
    await decide("on");
    expect(await isLive()).toBe(true);
  });
});
