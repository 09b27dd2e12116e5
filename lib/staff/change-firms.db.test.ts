import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { now } from "@/lib/context";
import { firms, people } from "@/lib/db/schema";
import { addDays, dayInWords, dayOf, endOfDay } from "@/lib/settings/rules";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { assignOwner } from "./assign-owner";
import { loadFirmVersion } from "./load-firm-version";
import { pauseReminders } from "./pause-reminders";
import { remindFirm } from "./remind-firm";
import { MOST_TAGS } from "./tag-rules";
import { tagFirm } from "./tag-firm";

const ZONE = "America/New_York";
let house: House;
let firm: Awaited<ReturnType<House["firm"]>>;
beforeAll(async () => {
  house = await openHouse();
  firm = await house.firm();
});
afterAll(() => house.close());

const personOf = (role: "admin" | "operator" | "viewer") => {
  const { actor } = house.staff[role];
  return actor.kind === "staff" ? actor.personId : "";
};
const rowOf = async (firmId: string) => {
  const [row] = await house.system.db.query((db) =>
    db.select().from(firms).where(eq(firms.id, firmId)),
  );
  if (!row) throw new Error("no firm");
  return row;
};
const failure = (work: Promise<unknown>): Promise<{ code: string; human: string }> =>
  work.then(
    () => ({ code: "done", human: "" }),
    (thrown: { code: string; human: string }) => thrown,
  );

it("what changes a firm is for operators, for a firm that there is and that is open", async () => {
  const closed = await house.firm();
  await house.system.db.query((db) =>
    db.update(firms).set({ closedAt: new Date() }).where(eq(firms.id, closed.id)),
  );
  const verbs = [
    (ctx: House["system"], firmId: string) => assignOwner(ctx, { firmId, owner: "" }),
    (ctx: House["system"], firmId: string) => tagFirm(ctx, { firmId, tag: "a", decision: "add" }),
    (ctx: House["system"], firmId: string) => pauseReminders(ctx, { firmId, until: "" }),
    (ctx: House["system"], firmId: string) => remindFirm(ctx, { firmId }),
  ];
  for (const verb of verbs) {
    expect(await codeOf(verb(house.staff.viewer, firm.id))).toBe("forbidden");
    expect(await codeOf(verb(firm.contact, firm.id))).toBe("forbidden");
    expect(await codeOf(verb(house.staff.operator, "firm_none"))).toBe("not_found");
    expect(await codeOf(verb(house.staff.operator, closed.id))).toBe("conflict");
  }
  expect((await rowOf(firm.id)).version).toBe(1);
});

describe("assignOwner", () => {
  it("names a colleague who may act, once, and nobody", async () => {
    const { id: firmId } = await house.firm();
    const assign = (owner: string) => codeOf(assignOwner(house.staff.operator, { firmId, owner }));
    for (const owner of ["person_none", firm.contactId, personOf("viewer")]) {
      expect(await assign(owner)).toBe("invalid_input");
    }
    expect(await assign(personOf("admin"))).toBe("done");
    expect(await assign(personOf("admin"))).toBe("done");
    expect(await rowOf(firmId)).toMatchObject({ ownerId: personOf("admin"), version: 2 });
    expect(await assign("")).toBe("done");
    expect(await rowOf(firmId)).toMatchObject({ ownerId: null, version: 3 });
    const lines = await house.historyOf(firmId, "firm.owner_changed");
    expect(lines.map(({ data }) => data)).toEqual([
      { person: personOf("admin") },
      { person: null },
    ]);
  });

  it("refuses who was disabled", async () => {
    const { id: firmId } = await house.firm();
    const set = (disabledAt: Date | null) =>
      house.system.db.query((db) =>
        db
          .update(people)
          .set({ disabledAt })
          .where(eq(people.id, personOf("admin"))),
      );
    await set(new Date());
    const owner = personOf("admin");
    expect(await codeOf(assignOwner(house.staff.operator, { firmId, owner }))).toBe(
      "invalid_input",
    );
    await set(null);
  });
});

describe("two operators at one firm", () => {
  it("the later one is told who changed what, and overwrites nothing", async () => {
    const { id: firmId } = await house.firm();
    const seen = (await rowOf(firmId)).version;
    await assignOwner(house.staff.admin, { firmId, owner: personOf("admin"), version: seen });
    const { code, human } = await failure(
      tagFirm(house.staff.operator, { firmId, tag: "vip", decision: "add", version: seen }),
    );
    expect(code).toBe("conflict");
    expect(human).toMatch(/^The admin changed the owner just now\. Yours was not saved/);
    expect(await rowOf(firmId)).toMatchObject({ tags: [], version: seen + 1 });
    const watched = await loadFirmVersion(house.staff.viewer, { firmId });
    expect(watched).toEqual({
      version: seen + 1,
      sentence: "The admin changed the owner just now.",
    });
    expect(await codeOf(loadFirmVersion(house.staff.viewer, { firmId: "firm_none" }))).toBe(
      "not_found",
    );
    const again = { firmId, tag: "vip", decision: "add", version: seen + 1 } as const;
    expect(await codeOf(tagFirm(house.staff.operator, again))).toBe("done");
  });

  it("of many at the same moment with the same version one is let through", async () => {
    const { id: firmId } = await house.firm();
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, number) =>
        codeOf(
          tagFirm(house.staff.operator, { firmId, tag: `t${number}`, decision: "add", version: 1 }),
        ),
      ),
    );
    expect(outcomes.toSorted()).toEqual([...Array<string>(7).fill("conflict"), "done"]);
    expect((await rowOf(firmId)).tags).toHaveLength(1);
  });
});

it("tags are kept once, in order, and not without end", async () => {
  const { id: firmId } = await house.firm();
  const tag = (text: string, decision: "add" | "remove" = "add") =>
    codeOf(tagFirm(house.staff.operator, { firmId, tag: text, decision }));
  for (const text of ["VIP", " vip ", "court"]) expect(await tag(text)).toBe("done");
  expect(await rowOf(firmId)).toMatchObject({ tags: ["court", "vip"], version: 3 });
  expect(await tag("=1+1")).toBe("invalid_input");
  expect(await tag("court", "remove")).toBe("done");
  expect(await tag("court", "remove")).toBe("done");
  expect(await rowOf(firmId)).toMatchObject({ tags: ["vip"], version: 4 });
  expect((await house.historyOf(firmId, "firm.tags_changed")).map(({ data }) => data)).toEqual([
    { added: "vip" },
    { added: "court" },
    { removed: "court" },
  ]);
  for (let number = 1; number < MOST_TAGS; number += 1) await tag(`t${number}`);
  expect(await tag("one more")).toBe("invalid_input");
});

it("reminders are paused up to and with a day within a year, and taken up again", async () => {
  const { id: firmId } = await house.firm();
  const today = dayOf(await now(house.system), ZONE);
  const pause = (until: string) => codeOf(pauseReminders(house.staff.operator, { firmId, until }));
  for (const day of ["soon", "2026-02-30", addDays(today, -1), addDays(today, 366)]) {
    expect(await pause(day)).toBe("invalid_input");
  }
  expect(await pause(addDays(today, 5))).toBe("done");
  expect((await rowOf(firmId)).remindersPausedUntil).toEqual(endOfDay(addDays(today, 5), ZONE));
  const refused = await failure(remindFirm(house.staff.operator, { firmId }));
  expect(refused).toMatchObject({
    code: "conflict",
    human: `No mail was sent. Reminders of this firm are paused until ${dayInWords(addDays(today, 5))}.`,
  });
  expect(await pause("")).toBe("done");
  expect(await pause("")).toBe("done");
  expect(await rowOf(firmId)).toMatchObject({ remindersPausedUntil: null, version: 3 });
});

describe("remindFirm", () => {
  it("writes to the main contact about the step that waits, once a day", async () => {
    const { id: firmId, domain, contactId } = await house.firm();
    await remindFirm(house.staff.operator, { firmId });
    const mails = await house.mailsOf(firmId, "step_reminder");
    expect(mails.map(({ to }) => to)).toEqual([`ada@${domain}`]);
    expect(mails[0]?.text).toContain("“Check your Clio plan”");
    const [line] = await house.historyOf(firmId, "reminder.escalated");
    expect(line?.data).toEqual({ step: "plan", person: contactId });
    const again = await failure(remindFirm(house.staff.admin, { firmId }));
    expect(again.human).toContain("Ada Moss had a notice about this firm less than a day ago.");
    expect(await house.mailsOf(firmId, "step_reminder")).toHaveLength(1);
  });

  it("of two who press at the same moment one sends", async () => {
    const { id: firmId } = await house.firm();
    const outcomes = await Promise.all(
      [house.staff.operator, house.staff.admin].map((ctx) => codeOf(remindFirm(ctx, { firmId }))),
    );
    expect(outcomes.toSorted()).toEqual(["conflict", "done"]);
    expect(await house.mailsOf(firmId, "step_reminder")).toHaveLength(1);
  });
});
