import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkAgain } from "@/lib/connection/check-again";
import { disconnect } from "@/lib/connection/disconnect";
import { loadConnection } from "@/lib/connection/queries";
import type { Context } from "@/lib/context";
import { now } from "@/lib/context";
import { firms } from "@/lib/db/schema";
import { goLive } from "@/lib/onboarding/go-live";
import { loadChecklist } from "@/lib/onboarding/queries";
import { sweepOnboarding } from "@/lib/onboarding/sweep-onboarding";
import { answerPlan } from "@/lib/plan/answer-plan";
import { addDays, dayOf, endOfDay, type Day } from "@/lib/settings/rules";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { setLive, type LiveInput } from "./set-live";

const ZONE = "America/New_York";
let house: House;
let today: Day;
beforeAll(async () => {
  house = await openHouse();
  today = dayOf(await now(house.system), ZONE);
});
afterAll(() => house.close());

const decide = (ctx: Context, firmId: string, input: Partial<LiveInput>) =>
  codeOf(setLive(ctx, { firmId, decision: "on", reason: "", until: "", ...input }));
const override = (firmId: string, until: Day, reason = "The partner asked") =>
  decide(house.staff.operator, firmId, { decision: "override", reason, until });
const rowOf = async (firmId: string) => {
  const [row] = await house.system.db.query((db) =>
    db.select().from(firms).where(eq(firms.id, firmId)),
  );
  if (!row) throw new Error("no firm");
  return row;
};
const isLive = async (firmId: string) =>
  (await loadChecklist(house.system, firmId)).checklist.isLive;
const liveMails = async (firmId: string) => (await house.mailsOf(firmId, "live")).length;

async function readyFirm() {
  const { user } = await house.account("Hartley & Moss LLP");
  const firm = await house.firm();
  await answerPlan(firm.contact, { plan: "essentials" });
  await house.connect(firm, undefined, { user });
  return firm;
}

describe("setLive", () => {
  it("is for operators, and for a firm that there is", async () => {
    const firm = await readyFirm();
    for (const decision of ["on", "override", "off"] as const) {
      expect(await decide(house.staff.viewer, firm.id, { decision })).toBe("forbidden");
      expect(await decide(firm.contact, firm.id, { decision })).toBe("forbidden");
      const input = { decision, reason: "r", until: today };
      expect(await decide(house.staff.admin, "firm_none", input)).toBe("not_found");
    }
    expect(await isLive(firm.id)).toBe(false);
  });

  it("waits for plan, account and permissions, and tells the main contact once", async () => {
    const closed = await house.firm();
    expect(await decide(house.staff.operator, closed.id, {})).toBe("conflict");
    expect((await rowOf(closed.id)).liveAt).toBeNull();
    const firm = await readyFirm();
    expect(await decide(house.staff.operator, firm.id, {})).toBe("done");
    expect(await decide(house.staff.operator, firm.id, {})).toBe("done");
    expect(await rowOf(firm.id)).toMatchObject({ liveCause: "by_staff", liveUntil: null });
    expect(await isLive(firm.id)).toBe(true);
    expect(await house.historyOf(firm.id, "firm.live")).toHaveLength(1);
    const mails = await house.mailsOf(firm.id, "live");
    expect(mails.map(({ to }) => to)).toEqual([`ada@${firm.domain}`]);
  });

  it("is switched off by staff, once", async () => {
    const firm = await readyFirm();
    await decide(house.staff.operator, firm.id, {});
    for (let times = 0; times < 2; times += 1) {
      expect(await decide(house.staff.operator, firm.id, { decision: "off" })).toBe("done");
    }
    expect(await isLive(firm.id)).toBe(false);
    expect(await house.historyOf(firm.id, "firm.not_live")).toHaveLength(1);
  });

  it("is refused when the connection ended since the gate was looked at", async () => {
    const firm = await readyFirm();
    await disconnect(firm.contact);
    for (const cause of ["by_staff", "by_itself"] as const) {
      expect(await codeOf(goLive(house.system, { firmId: firm.id, cause }))).toBe("conflict");
    }
    expect(await isLive(firm.id)).toBe(false);
  });

  it("stays when a permission is lost, and ends when the firm disconnects", async () => {
    const firm = await readyFirm();
    await decide(house.staff.operator, firm.id, {});
    const forbidden = JSON.stringify({ error: { type: "ForbiddenError" } });
    const how = { kind: "status", status: 403, body: forbidden };
    await house.spoil({ path: "/api/v4/contacts", how });
    await (
      await checkAgain(firm.contact, { firmId: firm.id })
    )();
    await house.heal();
    expect((await loadConnection(firm.contact, firm.id)).status).toBe("needs_attention");
    await sweepOnboarding(house.system);
    expect(await isLive(firm.id)).toBe(true);
    await disconnect(firm.contact);
    expect(await isLive(firm.id)).toBe(false);
    expect(await rowOf(firm.id)).toMatchObject({ liveCause: null, liveReason: null });
    expect(await house.historyOf(firm.id, "firm.not_live")).toHaveLength(1);
  });
});

describe("an override", () => {
  it("needs a reason and an end within 90 days", async () => {
    const firm = await house.firm();
    for (const until of ["", "soon", addDays(today, -1), addDays(today, 91), "2026-02-30"]) {
      expect([until, await override(firm.id, until)]).toEqual([until, "invalid_input"]);
    }
    expect(await override(firm.id, addDays(today, 5), "")).toBe("invalid_input");
    expect((await rowOf(firm.id)).liveAt).toBeNull();
    expect(await override(firm.id, today)).toBe("done");
    expect(await override(firm.id, addDays(today, 90))).toBe("done");
    expect(await rowOf(firm.id)).toMatchObject({
      liveCause: "override",
      liveReason: "The partner asked",
      liveUntil: endOfDay(addDays(today, 90), ZONE),
    });
    const lines = await house.historyOf(firm.id, "firm.live");
    expect(lines[0]?.data).toMatchObject({ cause: "override", reason: "The partner asked" });
    // Prolonging is no news to the firm.
    expect([lines.length, await liveMails(firm.id)]).toEqual([2, 1]);
  });

  it("is announced to staff three days before its end, once, and not earlier", async () => {
    const [early, due] = [await house.firm(), await house.firm()];
    await override(early.id, addDays(today, 3));
    await override(due.id, addDays(today, 2));
    for (let sweeps = 0; sweeps < 2; sweeps += 1) await sweepOnboarding(house.system);
    await Promise.all([sweepOnboarding(house.system), sweepOnboarding(house.system)]);
    const told = await house.mailsOf(due.id, "staff_notice");
    expect(told.map(({ to }) => to).toSorted()).toEqual([
      "admin@acucoders.test",
      "operator@acucoders.test",
    ]);
    expect(told[0]?.text).toContain(addDays(today, 2));
    expect(await house.mailsOf(early.id, "staff_notice")).toEqual([]);
    await override(due.id, addDays(today, 1));
    await sweepOnboarding(house.system);
    expect(await house.mailsOf(due.id, "staff_notice")).toHaveLength(4);
  });

  it("ends by itself, and the firm is not live any more", async () => {
    const [over, lasting] = [await house.firm(), await house.firm()];
    for (const { id } of [over, lasting]) await override(id, addDays(today, 10));
    await house.system.db.query((db) =>
      db
        .update(firms)
        .set({ liveUntil: sql`now()` })
        .where(eq(firms.id, over.id)),
    );
    expect(await isLive(over.id)).toBe(false);
    for (let sweeps = 0; sweeps < 2; sweeps += 1) await sweepOnboarding(house.system);
    expect(await rowOf(over.id)).toMatchObject({ liveAt: null, liveCause: null, liveUntil: null });
    expect(await house.historyOf(over.id, "firm.not_live")).toHaveLength(1);
    expect(await isLive(lasting.id)).toBe(true);
  });

  it("gives way to the real thing, which has no end", async () => {
    const firm = await readyFirm();
    await override(firm.id, addDays(today, 10));
    expect(await decide(house.staff.operator, firm.id, {})).toBe("done");
    expect(await rowOf(firm.id)).toMatchObject({ liveCause: "by_staff", liveUntil: null });
    expect(await liveMails(firm.id)).toBe(1);
    await override(firm.id, addDays(today, 1));
    expect(await rowOf(firm.id)).toMatchObject({ liveCause: "by_staff", liveUntil: null });
  });
});
