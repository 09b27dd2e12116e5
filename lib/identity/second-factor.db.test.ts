import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "@/lib/context";
import { testContext } from "@/lib/context.testing";
import { events, mails, people, recoveryCodes, sessions, staffFactors } from "@/lib/db/schema";
import { createTestDatabase, type TestDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/ids";
import { codeOf } from "@/lib/testing/house";
import { beginFactor } from "./begin-factor";
import { checkSession } from "./check-session";
import { confirmFactor } from "./confirm-factor";
import { enterFactor } from "./enter-factor";
import { loadOwnFactor, openFactor } from "./own-factor";
import { renewRecoveryCodes } from "./renew-recovery-codes";
import { replaceFactor } from "./replace-factor";
import { requireStepUp } from "./require-step-up";
import { startSession } from "./start-session";
import { totpCode, totpStepOf } from "./totp";

let test: TestDatabase;
const away = { PORTAL_URL: "https://portal.acucoders.test" };
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

/** Somebody of staff who came by a link, on a portal that is not a loopback one. */
async function signedIn(variables: Record<string, string> = away) {
  const system = testContext(test.db, undefined, variables);
  const personId = newId("person");
  const email = `${personId}@acucoders.test`.replace("_", ".");
  await system.db.query((db) =>
    db
      .insert(people)
      .values({ id: personId, kind: "staff", staffRole: "admin", email, name: "Ada" }),
  );
  const start = async () => {
    const token = await system.db.transaction((tx) =>
      startSession(tx, system, {
        personId,
        firmId: null,
        linkId: null,
        method: "link",
        browser: "Firefox on Linux",
        idleSeconds: 3600,
        lifeSeconds: 7200,
        previousSessionId: null,
        at: new Date(),
      }),
    );
    const view = await checkSession(system, token);
    const sessionId = view?.sessionId ?? "";
    const ctx = testContext(
      test.db,
      { kind: "staff", personId, role: "admin", sessionId },
      variables,
    );
    return { token, ctx, sessionId };
  };
  return { system, personId, start, ...(await start()) };
}

/** The steps that were given already; each code is taken once, so every try asks for another. */
async function codeAt(ctx: Context, personId: string, difference = 0): Promise<string> {
  const [row] = await ctx.db.query((db) =>
    db.select().from(staffFactors).where(eq(staffFactors.personId, personId)),
  );
  if (!row) throw new Error("no factor");
  return totpCode(openFactor(ctx, row).reveal(), totpStepOf(new Date()) + difference);
}

/** Lets a code of now be taken again, as if the last one was given long ago. */
const forgetStep = (ctx: Context, personId: string) =>
  ctx.db.query((db) =>
    db.update(staffFactors).set({ lastStep: 1 }).where(eq(staffFactors.personId, personId)),
  );

async function withFactor() {
  const person = await signedIn();
  await beginFactor(person.ctx);
  const done = await confirmFactor(person.ctx, { code: await codeAt(person.ctx, person.personId) });
  return { ...person, ...done };
}

describe("setting a second factor up", () => {
  it("stands between a link and the pages, keeps its secret sealed, and opens the session anew", async () => {
    const { system, ctx, personId, token } = await signedIn();
    expect(await checkSession(system, token)).toMatchObject({ gate: "set_up", hasFactor: false });
    await beginFactor(ctx);
    const begun = await loadOwnFactor(ctx);
    if (begun.state !== "begun") throw new Error("not begun");
    await beginFactor(ctx);
    expect(await loadOwnFactor(ctx)).toEqual(begun);
    const [row] = await ctx.db.query((db) =>
      db.select().from(staffFactors).where(eq(staffFactors.personId, personId)),
    );
    expect(JSON.stringify(row)).not.toContain(begun.secret);

    expect(await codeOf(confirmFactor(ctx, { code: "000000" }))).toBe("invalid_input");
    const done = await confirmFactor(ctx, { code: await codeAt(ctx, personId) });
    expect(done.recoveryCodes).toHaveLength(10);
    expect(new Set(done.recoveryCodes).size).toBe(10);
    for (const code of done.recoveryCodes) expect(code).toMatch(/^(?:[0-9a-z]{6}-){3}[0-9a-z]{6}$/);
    expect(await checkSession(system, token)).toBeNull();
    expect(await checkSession(system, done.sessionToken)).toMatchObject({
      gate: "open",
      hasFactor: true,
    });
    expect(await loadOwnFactor(ctx)).toMatchObject({ state: "set", codesLeft: 10 });
    const stored = await ctx.db.query((db) => db.select().from(recoveryCodes));
    for (const code of done.recoveryCodes) expect(JSON.stringify(stored)).not.toContain(code);
    const [mail] = await ctx.db.query((db) =>
      db.select().from(mails).where(eq(mails.personId, personId)),
    );
    expect(mail?.subject).toContain("second factor is set up");
  });

  it("is not asked on a loopback portal, and there still offered", async () => {
    const { system, token } = await signedIn({});
    expect(await checkSession(system, token)).toMatchObject({ gate: "open", hasFactor: false });
  });
});

describe("giving the second factor", () => {
  it("lets a new session in, and gives it another token", async () => {
    const { system, personId, start } = await withFactor();
    const { token, ctx } = await start();
    expect(await checkSession(system, token)).toMatchObject({ gate: "enter" });
    await forgetStep(ctx, personId);
    const { sessionToken } = await enterFactor(ctx, { code: await codeAt(ctx, personId) });
    expect(await checkSession(system, token)).toBeNull();
    expect(await checkSession(system, sessionToken)).toMatchObject({ gate: "open" });
  });

  it("takes no code twice, however many come at once, and none of a step before", async () => {
    const { ctx, personId } = await withFactor();
    await forgetStep(ctx, personId);
    const code = await codeAt(ctx, personId);
    const before = await codeAt(ctx, personId, -1);
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => codeOf(enterFactor(ctx, { code }))),
    );
    expect(outcomes.toSorted()).toEqual([
      ...Array(1).fill("done"),
      ...Array(4).fill("invalid_input"),
    ]);
    expect(await codeOf(enterFactor(ctx, { code: before }))).toBe("invalid_input");
  });

  it("takes each recovery code once, as it was typed, and only its person’s", async () => {
    const { ctx, recoveryCodes: codes } = await withFactor();
    const other = await withFactor();
    const [first = "", second = ""] = codes;
    expect(await codeOf(enterFactor(other.ctx, { code: first }))).toBe("invalid_input");
    expect(await enterFactor(ctx, { code: ` ${first.toUpperCase()} ` })).toMatchObject({
      usedRecoveryCode: true,
    });
    expect(await codeOf(enterFactor(ctx, { code: first }))).toBe("invalid_input");
    expect(await codeOf(enterFactor(ctx, { code: second.replaceAll("-", " ") }))).toBe("done");
    expect(await loadOwnFactor(ctx)).toMatchObject({ codesLeft: 8 });
  });

  it("is tried ten times in a quarter of an hour, and what was refused is told by the history", async () => {
    const { ctx, personId } = await withFactor();
    const outcomes: string[] = [];
    for (let tries = 0; tries < 11; tries += 1) {
      outcomes.push(await codeOf(enterFactor(ctx, { code: "000000" })));
    }
    expect(outcomes.at(-1)).toBe("rate_limited");
    expect(outcomes.filter((one) => one === "invalid_input")).toHaveLength(9);
    const refused = await ctx.db.query((db) =>
      db.select().from(events).where(eq(events.actorId, personId)),
    );
    expect(refused.filter(({ kind }) => kind === "staff.factor_refused")).toHaveLength(9);
  });
});

describe("giving it again before what could harm", () => {
  const givenAgo = (ctx: Context, sessionId: string, minutes: number) =>
    ctx.db.query((db) =>
      db
        .update(sessions)
        .set({ stepUpAt: new Date(Date.now() - minutes * 60_000) })
        .where(eq(sessions.id, sessionId)),
    );

  it("holds for ten minutes", async () => {
    const { ctx, sessionId, personId } = await withFactor();
    expect(await codeOf(requireStepUp(ctx))).toBe("done");
    await givenAgo(ctx, sessionId, 11);
    expect(await codeOf(requireStepUp(ctx))).toBe("step_up_needed");
    await forgetStep(ctx, personId);
    await enterFactor(ctx, { code: await codeAt(ctx, personId) });
    expect(await codeOf(requireStepUp(ctx))).toBe("done");
  });

  it("is not asked of who has none on a loopback portal, nor of the operator’s command", async () => {
    const { ctx, system } = await signedIn({});
    expect(await codeOf(requireStepUp(ctx))).toBe("done");
    expect(await codeOf(requireStepUp(system))).toBe("done");
    const firm = testContext(test.db, {
      kind: "firm",
      personId: "person_1",
      firmId: "firm_1",
      sessionId: "ses_1",
      copiedLinkId: null,
      handOver: null,
    });
    expect(await codeOf(requireStepUp(firm))).toBe("forbidden");
  });

  it("stands before new recovery codes, which end the old ones, and before another device", async () => {
    const { ctx, sessionId, personId, recoveryCodes: old } = await withFactor();
    await givenAgo(ctx, sessionId, 11);
    expect(await codeOf(renewRecoveryCodes(ctx))).toBe("step_up_needed");
    expect(await codeOf(replaceFactor(ctx))).toBe("step_up_needed");
    await givenAgo(ctx, sessionId, 0);
    const fresh = await renewRecoveryCodes(ctx);
    expect(await codeOf(enterFactor(ctx, { code: old[0] ?? "" }))).toBe("invalid_input");
    expect(await codeOf(enterFactor(ctx, { code: fresh[0] ?? "" }))).toBe("done");
    await replaceFactor(ctx);
    expect(await loadOwnFactor(ctx)).toMatchObject({ state: "begun" });
    expect(await codeOf(enterFactor(ctx, { code: fresh[1] ?? "" }))).toBe("conflict");
    await confirmFactor(ctx, { code: await codeAt(ctx, personId) });
    expect(await loadOwnFactor(ctx)).toMatchObject({ state: "set", codesLeft: 10 });
  });
});
