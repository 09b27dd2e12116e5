import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { now } from "@/lib/context";
import { developerAccounts, helpRequests, rateLimits } from "@/lib/db/schema";
import { contentsOf } from "@/lib/db/testing";
import { addDays, dayOf, type Day } from "@/lib/settings/rules";
import { finishHelpRequest, listHelpRequests } from "@/lib/staff/help-requests";
import { noteAskedClio } from "@/lib/staff/note-asked-clio";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { answerDeveloperAccount, developerAccountInput } from "./answer-developer-account";
import { askForHelp, stuckInput } from "./ask-for-help";
import { loadChecklist } from "./queries";

let house: House;
let today: Day;
beforeAll(async () => {
  house = await openHouse();
  today = dayOf(await now(house.system), "America/New_York");
});
afterAll(() => house.close());

const empty = { trial_started_on: "", trial_ends_on: "", applied_on: "" };
const accountOf = async (firmId: string) => {
  const [row] = await house.system.db.query((db) =>
    db.select().from(developerAccounts).where(eq(developerAccounts.firmId, firmId)),
  );
  return row;
};

describe("answerDeveloperAccount", () => {
  it("keeps what the firm said: today and seven days of trial unless told otherwise", async () => {
    const firm = await house.firm({ route: "firm_developer" });
    const email = " Ada.Dev@HartleyMoss.test ";
    await answerDeveloperAccount(firm.contact, { ...empty, email, stage: "trial" });
    expect(await accountOf(firm.id)).toMatchObject({
      email: "ada.dev@hartleymoss.test",
      trialStartedOn: today,
      trialEndsOn: addDays(today, 7),
      appliedOn: null,
      approvedOn: null,
    });
    const began = { ...empty, email, trial_started_on: addDays(today, -5) };
    await answerDeveloperAccount(firm.second, { ...began, stage: "applied" });
    expect(await accountOf(firm.id)).toMatchObject({ appliedOn: today, approvedOn: null });
    await answerDeveloperAccount(firm.second, { ...began, stage: "approved" });
    expect(await accountOf(firm.id)).toMatchObject({ approvedOn: today });
    const lines = await house.historyOf(firm.id, "developer_account.answered");
    expect(lines.map(({ data }) => data["stage"])).toEqual(["trial", "applied", "approved"]);
    expect(JSON.stringify(lines)).not.toContain("ada.dev");
  });

  it("refuses days that cannot be, and what is no address, and stores nothing", async () => {
    const firm = await house.firm({ route: "firm_developer" });
    const before = await contentsOf(house.system.db);
    const bad = [
      { email: "ada" },
      { trial_started_on: addDays(today, 1) },
      { trial_ends_on: addDays(today, -1) },
      { stage: "applied" as const, applied_on: addDays(today, 1) },
    ];
    for (const one of bad) {
      const input = { ...empty, email: "ada.dev@x.test", stage: "trial" as const, ...one };
      expect(await codeOf(answerDeveloperAccount(firm.contact, input))).toBe("invalid_input");
    }
    const good = { ...empty, email: "ada.dev@x.test", stage: "trial" as const };
    expect(developerAccountInput.safeParse({ ...good, trial_ends_on: "2026-02-30" }).success).toBe(
      false,
    );
    expect(developerAccountInput.safeParse({ ...good, stage: "converted" }).success).toBe(false);
    for (const ctx of [house.staff.admin, house.system]) {
      expect(await codeOf(answerDeveloperAccount(ctx, good))).toBe("forbidden");
    }
    expect(await contentsOf(house.system.db)).toEqual(before);
  });

  it("staff note when they asked Clio, and the firm's own answers stay", async () => {
    const firm = await house.firm({ route: "firm_developer" });
    const note = (ctx: typeof house.system, day: Day, firmId = firm.id) =>
      codeOf(noteAskedClio(ctx, { firmId, asked_on: day }));
    expect(await note(house.staff.viewer, today)).toBe("forbidden");
    expect(await note(firm.contact, today)).toBe("forbidden");
    expect(await note(house.staff.operator, addDays(today, 1))).toBe("invalid_input");
    expect(await note(house.staff.operator, today, "firm_none")).toBe("not_found");
    expect(await accountOf(firm.id)).toBeUndefined();
    const input = { ...empty, email: "ada.dev@x.test", stage: "applied" as const };
    await answerDeveloperAccount(firm.contact, input);
    expect(await note(house.staff.operator, addDays(today, -1))).toBe("done");
    await answerDeveloperAccount(firm.contact, input);
    expect((await loadChecklist(firm.contact, firm.id)).developer).toMatchObject({
      email: "ada.dev@x.test",
      appliedOn: today,
      askedClioOn: addDays(today, -1),
    });
    const [line] = await house.historyOf(firm.id, "developer_account.asked_clio");
    expect(line?.data).toEqual({ day: addDays(today, -1) });
  });
});

describe("H-4 secrets typed into free text", () => {
  const secret = "Zq8".repeat(14);

  it("are masked before anything is stored, in rows, history and mails, and the person is told", async () => {
    const firm = await house.firm();
    const text = `My key is ${secret}, and the other is ${"x1".repeat(15)}. What now?`;
    const asked = await askForHelp(firm.contact, { kind: "stuck", step: "credentials", text });
    expect(asked).toEqual({ wasMasked: true });
    const [row] = await house.system.db.query((db) =>
      db.select().from(helpRequests).where(eq(helpRequests.firmId, firm.id)),
    );
    expect(row?.text).toBe("My key is [removed], and the other is [removed]. What now?");
    expect(row?.wasMasked).toBe(true);
    const everything = JSON.stringify([
      await house.mailsOf(firm.id),
      await house.historyOf(firm.id),
      await listHelpRequests(house.staff.viewer, firm.id),
    ]);
    expect(everything).not.toMatch(/(Zq8){2}|(x1){2}/);
    expect(await house.mailsOf(firm.id, "staff_notice")).toHaveLength(2);
  });

  it("29 letters stay, 30 do not, and a key at the end of a long text leaves no beginning", async () => {
    const firm = await house.firm();
    const ask = (text: string) => askForHelp(firm.contact, { kind: "different", step: null, text });
    expect(await ask("a".repeat(29))).toEqual({ wasMasked: false });
    expect(await ask("a".repeat(30))).toEqual({ wasMasked: true });
    await ask(`${"word ".repeat(396)}${secret}`);
    const texts = (await listHelpRequests(house.staff.viewer, firm.id)).map((one) => one.text);
    expect(texts.slice(0, 2)).toEqual(["a".repeat(29), "[removed]"]);
    expect(texts[2]).not.toContain("Zq8");
  });

  it("is answered by operators, at their own firm, once; asked twenty times an hour at most", async () => {
    const [firm, other] = [await house.firm(), await house.firm()];
    const ask = (text = "Where is the box?") =>
      codeOf(askForHelp(firm.second, { kind: "stuck", step: "application", text }));
    expect(await ask()).toBe("done");
    const [request] = await listHelpRequests(house.staff.viewer, firm.id);
    const finish = (ctx: typeof house.system, firmId = firm.id) =>
      codeOf(finishHelpRequest(ctx, { firmId, request: request?.id ?? "" }));
    expect(await finish(house.staff.viewer)).toBe("forbidden");
    expect(await finish(firm.contact)).toBe("forbidden");
    expect(await finish(house.staff.operator, other.id)).toBe("not_found");
    expect(await finish(house.staff.operator)).toBe("done");
    expect(await finish(house.staff.operator)).toBe("not_found");
    expect(await listHelpRequests(house.staff.viewer, firm.id)).toEqual([]);
    expect(await codeOf(listHelpRequests(firm.contact, firm.id))).toBe("forbidden");
    for (let times = 1; times < 20; times += 1) expect(await ask()).toBe("done");
    expect(await ask()).toBe("rate_limited");
    await house.system.db.query((db) => db.delete(rateLimits));
    expect(stuckInput.safeParse({ step: "credentials", text: " " }).success).toBe(false);
    expect(stuckInput.safeParse({ step: "nowhere", text: "x" }).success).toBe(false);
  });
});
