import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { now, type Context } from "@/lib/context";
import { testContext } from "@/lib/context.testing";
import {
  applications,
  connections,
  events,
  firms,
  links,
  mails,
  people,
  sessions,
} from "@/lib/db/schema";
import { createTestDatabase, type TestDatabase } from "@/lib/db/testing";
import { randomToken } from "@/lib/crypto/hash";
import { AppError } from "@/lib/errors";
import { checkSession } from "@/lib/identity/check-session";
import { continueLink } from "@/lib/identity/continue-link";
import { createLink } from "@/lib/identity/create-link";
import { lookAtLink } from "@/lib/identity/look-at-link";
import { consumeRateLimit } from "@/lib/identity/rate-limit";
import { requestSignIn } from "@/lib/identity/request-sign-in";
import { signOut } from "@/lib/identity/sign-out";
import { createIntegration } from "@/lib/integrations/create-integration";
import { textOf } from "@/lib/mail/letter";
import { openLetter } from "@/lib/mail/sealed-letter";
import { createFirm, type FirmInput } from "./create-firm";
import { listLinks } from "./list-links";
import { revokeLink } from "./revoke-link";
import { sendInvitation } from "./send-invitation";

let test: TestDatabase;
let system: Context;
let staff: Context;
let integrationId: string;

beforeAll(async () => {
  test = await createTestDatabase();
  system = testContext(test.db);
  const actor = {
    kind: "staff",
    personId: "person_staff",
    role: "admin",
    sessionId: "ses_x",
  } as const;
  staff = testContext(test.db, actor);
  integrationId = await createIntegration(staff, {
    name: "Clio and HubSpot contacts",
    summary: "Keeps people the same in both systems.",
    note: "First version.",
    scopes: [
      {
        resource: "contacts",
        access: "read",
        required: true,
        purpose: "Keeps people the same",
        impact: "People differ.",
      },
    ],
  });
});
afterAll(() => test.close());

let count = 0;
const input = (more: Partial<FirmInput> = {}): FirmInput => ({
  name: "Hartley & Moss LLP",
  route: "firm_private",
  region: "",
  integration: integrationId,
  contact_name: "Ada Moss",
  contact_email: `ada${(count += 1)}@hartleymoss.test`,
  ...more,
});
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (thrown: unknown) => (thrown instanceof AppError ? thrown.code : String(thrown)),
  );
const rows = async () => {
  const tables = [firms, people, links, mails, events, connections, applications];
  return Promise.all(tables.map((table) => system.db.query((db) => db.$count(table))));
};

const useLink = (token: string, browserToken: string | null = null, network = "192.0.2") =>
  continueLink(system, { token, browserToken, network, previousSessionId: null });

/** The token of a firm's invitation, taken from its mail as the contact would. */
async function invitation(firmId: string): Promise<string> {
  const [mail] = await system.db.query((db) =>
    db.select().from(mails).where(eq(mails.firmId, firmId)),
  );
  if (!mail?.bodySealed) throw new Error("no mail waits");
  const token = /\/l\/(\S+)/.exec(textOf(openLetter(system, mail, mail.bodySealed)))?.[1];
  if (!token) throw new Error("no link in the mail");
  return token;
}

async function newInvitation(): Promise<{ firmId: string; token: string }> {
  const { firmId } = await createFirm(staff, input());
  return { firmId, token: await invitation(firmId) };
}

describe("createFirm", () => {
  it("makes firm, contact, connection, draft application, invitation and events at once", async () => {
    const { firmId } = await createFirm(staff, input());
    const [application] = await system.db.query((db) =>
      db.select().from(applications).where(eq(applications.firmId, firmId)),
    );
    expect(application?.name).toBe("AcuCoders Hartley & Moss LLP Integration");
    const kinds = await system.db.query((db) =>
      db.select({ kind: events.kind }).from(events).where(eq(events.firmId, firmId)),
    );
    expect(kinds.map((event) => event.kind).toSorted()).toEqual(["firm.created", "link.created"]);
  });

  it("refuses each bad input with its own message and leaves nothing behind", async () => {
    const before = await rows();
    for (const email of ["ada", "a@x.test,b@y.test", "a@x.test\r\nBcc: b@y.test"]) {
      expect(await codeOf(createFirm(staff, input({ contact_email: email })))).toBe(
        "invalid_input",
      );
    }
    const own = input({ contact_email: "admin@anteroom.test" });
    expect(await codeOf(createFirm(staff, own))).toBe("invalid_input");
    expect(await codeOf(createFirm(staff, input({ integration: "intg_none" })))).toBe(
      "invalid_input",
    );
    expect(await rows()).toEqual(before);
  });

  it("is for operators and admins alone", async () => {
    expect(await codeOf(createFirm(system, input()))).toBe("forbidden");
    const viewer = testContext(test.db, {
      kind: "staff",
      personId: "p",
      role: "viewer",
      sessionId: "s",
    });
    expect(await codeOf(createFirm(viewer, input()))).toBe("forbidden");
  });
});

describe("links and sessions", () => {
  it("LK-01 looking at a link a hundred times spends nothing", async () => {
    const { token } = await newInvitation();
    for (let visit = 0; visit < 100; visit += 1) {
      expect(await lookAtLink(system, token)).toBe("usable");
    }
    const { sessionToken } = await useLink(token);
    expect((await checkSession(system, sessionToken))?.personName).toBe("Ada Moss");
  });

  it("LK-03 fifty parallel uses of a sign-in link make one session", async () => {
    const { firmId } = await newInvitation();
    const [firm] = await system.db.query((db) =>
      db.select().from(firms).where(eq(firms.id, firmId)),
    );
    const personId = firm?.mainContactId ?? "";
    const { token, linkId } = await system.db.transaction((tx) =>
      createLink(tx, system, { purpose: "sign_in", personId, firmId: null, at: new Date() }),
    );
    const answers = await Promise.all(Array.from({ length: 50 }, () => codeOf(useLink(token))));
    expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
    expect(await lookAtLink(system, token)).toBe("over");
    const made = await system.db.query((db) =>
      db.select().from(sessions).where(eq(sessions.linkId, linkId)),
    );
    expect(made).toHaveLength(1);
  });

  it("LK-04 an invitation ends exactly after 14 days, a second earlier it works", async () => {
    const { firmId, token } = await newInvitation();
    const setExpiry = (seconds: number) =>
      system.db.query((db) =>
        db
          .update(links)
          .set({ expiresAt: sql`now() + make_interval(secs => ${seconds})` })
          .where(eq(links.firmId, firmId)),
      );
    const [link] = await system.db.query((db) =>
      db.select().from(links).where(eq(links.firmId, firmId)),
    );
    const life = (link?.expiresAt.getTime() ?? 0) - (link?.createdAt.getTime() ?? 0);
    expect(life).toBe(14 * 24 * 60 * 60 * 1000);
    await setExpiry(1);
    expect(await lookAtLink(system, token)).toBe("usable");
    await setExpiry(-1);
    expect(await lookAtLink(system, token)).toBe("over");
    expect(await codeOf(useLink(token))).toBe("expired");
  });

  it("LK-05 a revoked link ends its sessions with the next request", async () => {
    const { firmId, token } = await newInvitation();
    const { sessionToken } = await useLink(token);
    expect(await checkSession(system, sessionToken)).not.toBeNull();
    await system.db.query((db) =>
      db.update(links).set({ revokedAt: new Date() }).where(eq(links.firmId, firmId)),
    );
    expect(await checkSession(system, sessionToken)).toBeNull();
  });

  it("LK-06 nothing in the database is a usable token", async () => {
    await newInvitation();
    const dump = JSON.stringify(
      await system.db.query(async (db) => [
        await db.select().from(links),
        await db.select().from(mails),
        await db.select().from(sessions),
        await db.select().from(events),
      ]),
    );
    for (const candidate of dump.match(/[\w-]{43,}/g) ?? []) {
      for (const token of [candidate, `cin_${candidate}`, `clg_${candidate}`]) {
        expect(await lookAtLink(system, token)).toBe("unknown");
      }
    }
  });

  it("LK-07 ends guessing after ten tries of a network, and lets good links through", async () => {
    const { token } = await newInvitation();
    const guess = (network: string) => codeOf(useLink(`cin_${randomToken()}`, null, network));
    for (let tries = 0; tries < 10; tries += 1) expect(await guess("198.51.100")).toBe("not_found");
    expect(await guess("198.51.100")).toBe("rate_limited");
    expect(await guess("203.0.113")).toBe("not_found");
    expect(await codeOf(useLink(token, null, "198.51.100"))).toBe("done");
  });

  it("LK-11 staff see every link and no token; revoking ends it and its session", async () => {
    const { firmId, token } = await newInvitation();
    const { sessionToken } = await useLink(token);
    const [link] = await listLinks(staff, firmId);
    expect(link).toMatchObject({ purpose: "invite", personName: "Ada Moss", state: "usable" });
    expect(JSON.stringify(await listLinks(staff, firmId))).not.toContain(token.slice(4));
    const viewer = testContext(test.db, {
      kind: "staff",
      personId: "p",
      role: "viewer",
      sessionId: "s",
    });
    const revocation = { firmId, linkId: link?.id ?? "" };
    expect(await codeOf(revokeLink(viewer, revocation))).toBe("forbidden");
    expect(await codeOf(revokeLink(staff, { ...revocation, firmId: "firm_other" }))).toBe(
      "not_found",
    );
    await revokeLink(staff, revocation);
    await revokeLink(staff, revocation);
    expect(await lookAtLink(system, token)).toBe("over");
    expect(await checkSession(system, sessionToken)).toBeNull();
    expect((await listLinks(staff, firmId))[0]?.state).toBe("revoked");
    const kinds = await system.db.query((db) =>
      db.select({ kind: events.kind }).from(events).where(eq(events.firmId, firmId)),
    );
    expect(kinds.filter(({ kind }) => kind === "link.revoked")).toHaveLength(1);
  });

  it("a new invitation takes the place of the older one", async () => {
    const { firmId, token } = await newInvitation();
    await sendInvitation(staff, { firmId });
    expect(await lookAtLink(system, token)).toBe("over");
    const states = (await listLinks(staff, firmId)).map(({ state }) => state);
    expect(states.toSorted()).toEqual(["revoked", "usable"]);
    expect(await codeOf(sendInvitation(staff, { firmId: "firm_none" }))).toBe("not_found");
  });

  it("takes a sign-in link only in the browser that asked for it", async () => {
    const { contact_email: email, ...rest } = input();
    const { firmId } = await createFirm(staff, { ...rest, contact_email: email });
    await system.db.query((db) => db.delete(mails).where(eq(mails.firmId, firmId)));
    await requestSignIn(system, { email, browserToken: "browser-a" });
    const token = await invitation(firmId);
    const use = (browserToken: string | null) => codeOf(useLink(token, browserToken));
    expect(await use(null)).toBe("forbidden");
    expect(await use("browser-b")).toBe("forbidden");
    expect(await use("browser-a")).toBe("done");
  });

  it("asking for another sign-in link ends the older one, and signs nobody out", async () => {
    const { firmId } = await newInvitation();
    const [firm] = await system.db.query((db) =>
      db.select().from(firms).where(eq(firms.id, firmId)),
    );
    const ask = async () => {
      const at = await now(system);
      const input = {
        purpose: "sign_in",
        personId: firm?.mainContactId ?? "",
        firmId: null,
      } as const;
      return system.db.transaction((tx) => createLink(tx, system, { ...input, at }));
    };
    const { sessionToken } = await useLink((await ask()).token);
    const second = await ask();
    await ask();
    expect(await codeOf(useLink(second.token))).toBe("expired");
    expect(await checkSession(system, sessionToken)).not.toBeNull();
  });

  it("mails nobody whom it does not know, and creates staff only from the setting", async () => {
    const before = await rows();
    await requestSignIn(system, { email: "stranger@x.test", browserToken: "b" });
    expect(await rows()).toEqual(before);
    await requestSignIn(system, { email: "admin@anteroom.test", browserToken: "b" });
    const [admin] = await system.db.query((db) =>
      db.select().from(people).where(eq(people.email, "admin@anteroom.test")),
    );
    expect(admin).toMatchObject({ kind: "staff", staffRole: "admin" });
  });

  it("signs out here and everywhere, and ends idle and disabled sessions", async () => {
    const { firmId, token } = await newInvitation();
    const start = async () => (await useLink(token)).sessionToken;
    const [first, second, third] = [await start(), await start(), await start()];
    const view = await checkSession(system, first);
    if (!view) throw new Error("no session");
    const { sessionId, personId } = view;
    const actor = {
      kind: "firm",
      personId,
      firmId,
      sessionId,
      copiedLinkId: null,
      handOver: null,
    } as const;
    const alive = async (token_: string) => (await checkSession(system, token_)) !== null;
    await signOut(testContext(test.db, actor), { everywhere: false });
    expect([await alive(first), await alive(second)]).toEqual([false, true]);
    await system.db.query((db) =>
      db.update(people).set({ disabledAt: new Date() }).where(eq(people.id, personId)),
    );
    expect(await alive(second)).toBe(false);
    await system.db.query((db) =>
      db.update(people).set({ disabledAt: null }).where(eq(people.id, personId)),
    );
    expect(await alive(third)).toBe(true);
    const idleUntil = async () => {
      const { sessionId: id } = (await checkSession(system, third, "page")) ?? {};
      const [row] = await system.db.query((db) =>
        db
          .select()
          .from(sessions)
          .where(eq(sessions.id, id ?? "")),
      );
      return row?.idleExpiresAt.getTime() ?? 0;
    };
    const before = await idleUntil();
    // A page that asks by itself keeps nobody signed in; a person does.
    expect(await idleUntil()).toBe(before);
    expect(await alive(third)).toBe(true);
    expect(await idleUntil()).toBeGreaterThan(before);
    await system.db.query((db) =>
      db
        .update(sessions)
        .set({ idleExpiresAt: sql`now()` })
        .where(eq(sessions.personId, personId)),
    );
    expect(await alive(third)).toBe(false);
    const fourth = await start();
    await signOut(testContext(test.db, actor), { everywhere: true });
    expect(await alive(fourth)).toBe(false);
  });

  it("counts tries in the database, whoever asks", async () => {
    const take = () =>
      codeOf(consumeRateLimit(system, { key: "t:1", limit: 10, windowSeconds: 60 }));
    const answers = await Promise.all(Array.from({ length: 30 }, take));
    expect(answers.filter((answer) => answer === "done")).toHaveLength(10);
    expect(answers.filter((answer) => answer === "rate_limited")).toHaveLength(20);
  });
});
