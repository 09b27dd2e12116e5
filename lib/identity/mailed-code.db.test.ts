import { eq, sql, like } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadApplication } from "@/lib/applications/queries";
import { storeKeys } from "@/lib/applications/store-keys";
import { disconnect } from "@/lib/connection/disconnect";
import { withdrawKeys } from "@/lib/connection/withdraw-keys";
import type { Context } from "@/lib/context";
import { mails, rateLimits, sessions } from "@/lib/db/schema";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { addMember } from "./add-member";
import { handOverStep } from "./hand-over-step";
import { confirmCode, requireCode, sendCode } from "./mailed-code";
import { removeMember } from "./remove-member";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

type Firm = Awaited<ReturnType<House["firm"]>>;
const sessionOf = (ctx: Context) => (ctx.actor.kind === "firm" ? ctx.actor.sessionId : "");
const newSession = (firm: Firm) => house.member(firm.id, firm.contactId, { hasCode: false });
const mailedCode = async (firm: Firm) => {
  const [mail] = await house.mailsOf(firm.id, "code");
  return /\d{6}/.exec(mail?.text ?? "")?.[0] ?? "";
};
/** One code in a million is the same as the one before. */
async function mailOther(ctx: Context, firm: Firm, before: string): Promise<string> {
  await sendCode(ctx);
  const code = await mailedCode(firm);
  return code === before ? mailOther(ctx, firm, before) : code;
}
const wrongOf = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");
const enter = (ctx: Context, code: string) => codeOf(confirmCode(ctx, { code }));

describe("H-3 a mailed code before what could harm", () => {
  it("every such verb is refused without one, changes nothing, and works after it, once a session", async () => {
    const firm = await house.firm();
    const keys = await house.connect(firm);
    const ctx = await newSession(firm);
    const pair = { region: "us", client_id: keys.key, client_secret: keys.secret } as const;
    const added = { name: "Cleo", email: `cleo@${firm.domain}` };
    const step = { step: "connect", email: "it@elsewhere.test", stepTitle: "Connect" } as const;
    const verbs = {
      replaceKeys: () => storeKeys(ctx, pair),
      addMember: () => addMember(ctx, added),
      removeMember: () => removeMember(ctx, { person: firm.secondId }),
      handOver: () => handOverStep(ctx, step),
      disconnect: () => disconnect(ctx),
      withdrawKeys: () => withdrawKeys(ctx),
    };
    const run = async () => {
      const answers: [string, string][] = [];
      for (const [name, verb] of Object.entries(verbs)) answers.push([name, await codeOf(verb())]);
      return answers;
    };
    const before = await house.historyOf(firm.id);
    const asked = await house.tokenRequests();
    expect(await run()).toEqual(Object.keys(verbs).map((name) => [name, "forbidden"]));
    expect(await house.historyOf(firm.id)).toEqual(before);
    expect(await house.tokenRequests()).toBe(asked);
    await sendCode(ctx);
    const code = await mailedCode(firm);
    expect(await enter(ctx, ` ${code.slice(0, 3)} ${code.slice(3)}`)).toBe("done");
    expect(await run()).toEqual(Object.keys(verbs).map((name) => [name, "done"]));
  });

  it("is asked for before keys are withdrawn, also where nothing is connected", async () => {
    const firm = await house.firm();
    const keys = await house.register();
    const pair = { client_id: keys.key, client_secret: keys.secret };
    await storeKeys(firm.contact, { region: "us", ...pair });
    expect(await codeOf(withdrawKeys(await newSession(firm)))).toBe("forbidden");
    expect((await loadApplication(firm.contact, firm.id)).keyCheck).toBe("accepted");
    expect(await codeOf(withdrawKeys(firm.contact))).toBe("done");
  });

  it("five tries, many at once counted too; then a new code is needed, and the old one is dead", async () => {
    const firm = await house.firm();
    const ctx = await newSession(firm);
    await sendCode(ctx);
    const code = await mailedCode(firm);
    const tries = Array.from({ length: 12 }, () => enter(ctx, wrongOf(code)));
    expect(new Set(await Promise.all(tries))).toEqual(new Set(["invalid_input"]));
    const [row] = await house.system.db.query((db) =>
      db
        .select()
        .from(sessions)
        .where(eq(sessions.id, sessionOf(ctx))),
    );
    expect(row?.codeTries).toBe(5);
    expect(await enter(ctx, code)).toBe("invalid_input");
    const next = await mailOther(ctx, firm, code);
    expect(await enter(ctx, code)).toBe("invalid_input");
    expect(await enter(ctx, next)).toBe("done");
    expect(await codeOf(requireCode(ctx))).toBe("done");
  });

  it("takes the fifth try when it is right", async () => {
    const firm = await house.firm();
    const ctx = await newSession(firm);
    await sendCode(ctx);
    const code = await mailedCode(firm);
    for (let tries = 0; tries < 4; tries += 1) await enter(ctx, wrongOf(code));
    expect(await enter(ctx, code)).toBe("done");
  });

  it("holds for ten minutes, a second longer does not", async () => {
    const firm = await house.firm();
    const ctx = await newSession(firm);
    await sendCode(ctx);
    const setEnd = (seconds: number) =>
      house.system.db.query((db) =>
        db
          .update(sessions)
          .set({ codeExpiresAt: sql`now() + make_interval(secs => ${seconds})` })
          .where(eq(sessions.id, sessionOf(ctx))),
      );
    const [life] = await house.system.db.query((db) =>
      db
        .select({ minutes: sql<number>`extract(epoch from code_expires_at - now()) / 60` })
        .from(sessions)
        .where(eq(sessions.id, sessionOf(ctx))),
    );
    expect(Number(life?.minutes)).toBeCloseTo(10, 0);
    await setEnd(-1);
    expect(await enter(ctx, await mailedCode(firm))).toBe("invalid_input");
    await setEnd(30);
    expect(await enter(ctx, await mailedCode(firm))).toBe("done");
  });

  it("is of one session: another one of the same person is refused with it", async () => {
    const firm = await house.firm();
    const [first, second] = [await newSession(firm), await newSession(firm)];
    await sendCode(first);
    const code = await mailedCode(firm);
    expect(await enter(second, code)).toBe("invalid_input");
    await mailOther(second, firm, code);
    expect(await enter(second, code)).toBe("invalid_input");
    const hashOf = async (ctx: Context) => {
      const [row] = await house.system.db.query((db) =>
        db
          .select()
          .from(sessions)
          .where(eq(sessions.id, sessionOf(ctx))),
      );
      return row?.codeHash ?? "";
    };
    // Not even its hash, carried over to another session's row, opens that one.
    const codeHash = await hashOf(first);
    await house.system.db.query((db) =>
      db
        .update(sessions)
        .set({ codeHash })
        .where(eq(sessions.id, sessionOf(second))),
    );
    expect(await enter(second, code)).toBe("invalid_input");
    expect(await enter(first, code)).toBe("done");
    expect(await codeOf(requireCode(second))).toBe("forbidden");
  });

  it("cannot be guessed by asking for new ones: fifteen a day for a person, in any session", async () => {
    const firm = await house.firm();
    const anHourLater = () =>
      house.system.db.query((db) =>
        db
          .update(rateLimits)
          .set({ windowEndsAt: sql`now()` })
          .where(like(rateLimits.key, "code:%")),
      );
    for (let sent = 0; sent < 15; sent += 1) {
      if (sent % 5 === 0) await anHourLater();
      expect(await codeOf(sendCode(await newSession(firm)))).toBe("done");
    }
    await anHourLater();
    expect(await codeOf(sendCode(await newSession(firm)))).toBe("rate_limited");
    await house.system.db.query((db) => db.delete(rateLimits));
  });

  it("is nowhere in the database in clear, and goes to the person's own address, five times an hour", async () => {
    const firm = await house.firm();
    const ctx = await newSession(firm);
    await sendCode(ctx);
    const code = await mailedCode(firm);
    const rows = await house.system.db.query(async (db) => [
      await db.select().from(mails).where(eq(mails.firmId, firm.id)),
      await db
        .select()
        .from(sessions)
        .where(eq(sessions.id, sessionOf(ctx))),
      await house.historyOf(firm.id),
    ]);
    expect(JSON.stringify(rows)).not.toMatch(new RegExp(`\\D${code}\\D`));
    for (let sent = 1; sent < 5; sent += 1) await sendCode(ctx);
    expect(await codeOf(sendCode(ctx))).toBe("rate_limited");
    expect(await codeOf(sendCode(await newSession(firm)))).toBe("rate_limited");
    const to = (await house.mailsOf(firm.id, "code")).map((mail) => mail.to);
    expect(to).toEqual(Array.from({ length: 5 }, () => `ada@${firm.domain}`));
    await house.system.db.query((db) => db.delete(rateLimits));
    expect(await codeOf(sendCode(house.staff.admin))).toBe("forbidden");
  });
});
