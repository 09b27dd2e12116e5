import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor, Context } from "@/lib/context";
import { testContext } from "@/lib/context.testing";
import {
  events,
  links,
  mails,
  people,
  recoveryCodes,
  sessions,
  staffFactors,
} from "@/lib/db/schema";
import { createTestDatabase, type TestDatabase } from "@/lib/db/testing";
import { checkSession } from "@/lib/identity/check-session";
import { continueLink } from "@/lib/identity/continue-link";
import { endOwnSessions } from "@/lib/identity/end-own-sessions";
import { listOwnSessions } from "@/lib/identity/list-own-sessions";
import { startSession } from "@/lib/identity/start-session";
import { newId } from "@/lib/ids";
import { textOf } from "@/lib/mail/letter";
import { openLetter } from "@/lib/mail/sealed-letter";
import { codeOf } from "@/lib/testing/house";
import type { StaffRole } from "@/lib/vocabulary";
import { changeStaffRole } from "./change-staff-role";
import { disableStaff } from "./disable-staff";
import { enableStaff } from "./enable-staff";
import { endStaffSessions } from "./end-staff-sessions";
import { inviteStaff } from "./invite-staff";
import { listStaff } from "./list-staff";
import { resetFactor } from "./reset-factor";

let test: TestDatabase;
let system: Context;
beforeAll(async () => {
  test = await createTestDatabase();
  system = testContext(test.db);
});
afterAll(() => test.close());

const as = (actor: Actor) => testContext(test.db, actor);

/** Somebody of staff, signed in by a link. */
async function person(role: StaffRole, name = `The ${role}`) {
  const personId = newId("person");
  const email = `${personId.slice(7)}@acucoders.test`;
  await system.db.query((db) =>
    db.insert(people).values({ id: personId, kind: "staff", staffRole: role, email, name }),
  );
  const signIn = () =>
    system.db.transaction((tx) =>
      startSession(tx, system, {
        personId,
        firmId: null,
        linkId: null,
        method: "link",
        browser: "Chrome on macOS",
        idleSeconds: 3600,
        lifeSeconds: 7200,
        previousSessionId: null,
        at: new Date(),
      }),
    );
  const token = await signIn();
  const sessionId = (await checkSession(system, token))?.sessionId ?? "";
  const ctx = as({ kind: "staff", personId, role, sessionId });
  return { personId, email, token, ctx, signIn, view: () => checkSession(system, token) };
}

const rowOf = async (personId: string) =>
  (await system.db.query((db) => db.select().from(people).where(eq(people.id, personId))))[0];

async function onlyAdmins(...ids: string[]): Promise<void> {
  await system.db.query((db) =>
    db.update(people).set({ disabledAt: new Date() }).where(eq(people.staffRole, "admin")),
  );
  for (const id of ids) {
    await system.db.query((db) =>
      db.update(people).set({ disabledAt: null }).where(eq(people.id, id)),
    );
  }
}

describe("OC-40 staff who are shut out", () => {
  it("are refused with the next request, within a second, and come back only when enabled", async () => {
    const admin = await person("admin");
    const colleague = await person("operator");
    expect(await colleague.view()).not.toBeNull();
    const begun = performance.now();
    await disableStaff(admin.ctx, { personId: colleague.personId });
    expect(await colleague.view()).toBeNull();
    console.info(
      `shut out and refused in ${Math.round(performance.now() - begun)} ms (at most 1000)`,
    );
    await enableStaff(admin.ctx, { personId: colleague.personId });
    // The session that was ended stays so: they sign in anew.
    expect(await colleague.view()).toBeNull();
    expect(await checkSession(system, await colleague.signIn())).toMatchObject({
      staffRole: "operator",
    });
  });

  it("are refused by the person’s row alone, whatever became of their sessions", async () => {
    const colleague = await person("operator");
    await system.db.query((db) =>
      db.update(people).set({ disabledAt: new Date() }).where(eq(people.id, colleague.personId)),
    );
    expect(await colleague.view()).toBeNull();
  });
});

describe("the rights of staff", () => {
  it("are another person’s from the next request on", async () => {
    const admin = await person("admin");
    const colleague = await person("operator");
    await changeStaffRole(admin.ctx, { personId: colleague.personId, role: "viewer" });
    expect(await colleague.view()).toMatchObject({ staffRole: "viewer" });
    const lines = await system.db.query((db) =>
      db.select().from(events).where(eq(events.actorId, admin.personId)),
    );
    expect(lines.map(({ kind, data }) => [kind, data])).toEqual([
      ["staff.role_changed", { person: colleague.personId, from: "operator", to: "viewer" }],
    ]);
    await changeStaffRole(admin.ctx, { personId: colleague.personId, role: "viewer" });
    expect(await codeOf(changeStaffRole(admin.ctx, { personId: "person_0", role: "viewer" }))).toBe(
      "not_found",
    );
  });

  it("are changed by administrators alone", async () => {
    const admin = await person("admin");
    for (const role of ["operator", "viewer"] as const) {
      const { ctx } = await person(role);
      const { personId } = admin;
      const input = { name: "Ned", email: "ned@acucoders.test", role: "viewer" as const };
      for (const work of [
        () => changeStaffRole(ctx, { personId, role: "viewer" }),
        () => disableStaff(ctx, { personId }),
        () => enableStaff(ctx, { personId }),
        () => endStaffSessions(ctx, { personId }),
        () => resetFactor(ctx, { personId }),
        () => inviteStaff(ctx, input),
      ]) {
        expect(await codeOf(work())).toBe("forbidden");
      }
    }
    expect(await rowOf(admin.personId)).toMatchObject({ staffRole: "admin", disabledAt: null });
  });

  it("are never taken from oneself", async () => {
    const admin = await person("admin");
    await person("admin");
    const { ctx, personId } = admin;
    expect(await codeOf(changeStaffRole(ctx, { personId, role: "viewer" }))).toBe("conflict");
    expect(await codeOf(disableStaff(ctx, { personId }))).toBe("conflict");
    expect(await codeOf(resetFactor(ctx, { personId }))).toBe("conflict");
    expect(await rowOf(personId)).toMatchObject({ staffRole: "admin", disabledAt: null });
  });

  it("leave one administrator, also when two take each other’s at once", async () => {
    for (let round = 0; round < 5; round += 1) {
      const one = await person("admin");
      const other = await person("admin");
      await onlyAdmins(one.personId, other.personId);
      const outcomes = await Promise.all([
        codeOf(changeStaffRole(one.ctx, { personId: other.personId, role: "viewer" })),
        codeOf(disableStaff(other.ctx, { personId: one.personId })),
      ]);
      expect(outcomes.toSorted()).toEqual(["done", "forbidden"]);
    }
  });
});

describe("colleagues’ sign-in", () => {
  it("ends everywhere, and one’s own others", async () => {
    const admin = await person("admin");
    const colleague = await person("operator");
    const second = await colleague.signIn();
    expect(await listOwnSessions(colleague.ctx)).toHaveLength(2);
    await endStaffSessions(admin.ctx, { personId: colleague.personId });
    expect(await colleague.view()).toBeNull();
    expect(await checkSession(system, second)).toBeNull();

    const others = await admin.signIn();
    const lines = await listOwnSessions(admin.ctx);
    expect(lines.filter(({ isThisOne }) => isThisOne)).toHaveLength(1);
    expect(lines[0]?.browser).toBe("Chrome on macOS");
    const foreign = await person("viewer");
    const [theirs] = await listOwnSessions(foreign.ctx);
    const sessionId = theirs?.sessionId ?? "";
    expect(await codeOf(endOwnSessions(admin.ctx, { session: sessionId }))).toBe("not_found");
    expect(await foreign.view()).not.toBeNull();
    await endOwnSessions(admin.ctx, { session: "others" });
    expect(await checkSession(system, others)).toBeNull();
    expect(await admin.view()).not.toBeNull();
  });

  it("loses its second factor by an administrator, or by the operator’s command", async () => {
    const admin = await person("admin");
    for (const by of [admin.ctx, system]) {
      const colleague = await person("operator");
      const { personId } = colleague;
      await system.db.query((db) =>
        db.insert(staffFactors).values({
          id: newId("factor"),
          personId,
          secretSealed: "sealed",
          confirmedAt: new Date(),
        }),
      );
      await system.db.query((db) =>
        db.insert(recoveryCodes).values({ id: newId("recoveryCode"), personId, codeHash: "hash" }),
      );
      const [line] = (await listStaff(admin.ctx)).filter((one) => one.personId === personId);
      expect(line).toMatchObject({ hasFactor: true, openSessions: 1, isMe: false });
      expect(await resetFactor(by, { personId })).toBe(true);
      expect(await colleague.view()).toBeNull();
      expect(await resetFactor(by, { personId })).toBe(false);
      const left = await system.db.query((db) =>
        db.$count(recoveryCodes, eq(recoveryCodes.personId, personId)),
      );
      expect(left).toBe(0);
      const told = await system.db.query((db) =>
        db.select().from(mails).where(eq(mails.personId, personId)),
      );
      expect(told.map(({ subject }) => subject).join()).toContain("second factor was taken away");
    }
  });
});

describe("an invitation of staff’s", () => {
  it("makes somebody staff, mails a link that signs in once, and may be repeated", async () => {
    const admin = await person("admin");
    const input = { name: "Nora", email: " Nora@AcuCoders.test", role: "operator" as const };
    await inviteStaff(admin.ctx, input);
    await inviteStaff(admin.ctx, input);
    const [row] = await system.db.query((db) =>
      db.select().from(people).where(eq(people.email, "nora@acucoders.test")),
    );
    expect(row).toMatchObject({ kind: "staff", staffRole: "operator", name: "Nora" });
    const sent = await system.db.query((db) =>
      db
        .select()
        .from(mails)
        .where(eq(mails.personId, row?.id ?? ""))
        .orderBy(mails.queuedAt),
    );
    const tokens = sent.map(
      (mail) => /\/l\/(\S+)/.exec(textOf(openLetter(system, mail, mail.bodySealed ?? "")))?.[1],
    );
    expect(tokens).toHaveLength(2);
    const follow = (token = "") =>
      continueLink(system, {
        token,
        browserToken: null,
        network: "192.0.2",
        previousSessionId: null,
        browser: "Firefox on Windows",
      });
    expect(await codeOf(follow(tokens[0]))).toBe("expired");
    const { sessionToken, isStaff } = await follow(tokens[1]);
    expect(isStaff).toBe(true);
    expect(await checkSession(system, sessionToken)).toMatchObject({ staffRole: "operator" });
    expect(await codeOf(follow(tokens[1]))).toBe("expired");
    const [link] = await system.db.query((db) =>
      db
        .select()
        .from(links)
        .where(eq(links.personId, row?.id ?? ""))
        .limit(1),
    );
    const life = (link?.expiresAt.getTime() ?? 0) - (link?.createdAt.getTime() ?? 0);
    expect(life).toBe(3 * 24 * 3_600_000);
    const [session] = await system.db.query((db) =>
      db
        .select()
        .from(sessions)
        .where(eq(sessions.personId, row?.id ?? "")),
    );
    expect(session?.browser).toBe("Firefox on Windows");
    const hours = (session?.expiresAt.getTime() ?? 0) - (session?.createdAt.getTime() ?? 0);
    expect(hours / 3_600_000).toBe(12);
  });

  it("is refused for an address of a firm’s, another role, and who is disabled", async () => {
    const admin = await person("admin");
    const colleague = await person("operator");
    const { email } = colleague;
    const role = "operator" as const;
    expect(await codeOf(inviteStaff(admin.ctx, { name: "X", email: "a@b@c", role }))).toBe(
      "invalid_input",
    );
    expect(await codeOf(inviteStaff(admin.ctx, { name: "X", email, role: "admin" }))).toBe(
      "invalid_input",
    );
    await disableStaff(admin.ctx, { personId: colleague.personId });
    expect(await codeOf(inviteStaff(admin.ctx, { name: "X", email, role }))).toBe("invalid_input");
    const firmEmail = "ada@hartleymoss.test";
    await system.db.query((db) =>
      db
        .insert(people)
        .values({ id: newId("person"), kind: "firm", email: firmEmail, name: "Ada" }),
    );
    expect(await codeOf(inviteStaff(admin.ctx, { name: "X", email: firmEmail, role }))).toBe(
      "invalid_input",
    );
  });
});
