import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Context } from "@/lib/context";
import { testContext } from "@/lib/context.testing";
import { randomToken } from "@/lib/crypto/hash";
import { oidcAttempts, people, sessions } from "@/lib/db/schema";
import { createTestDatabase, type TestDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/ids";
import { codeOf } from "@/lib/testing/house";
import { OIDC_CLIENT, openOidcServer, type OidcServer } from "@/lib/testing/oidc-server";
import { checkSession } from "./check-session";
import { completeOidc } from "./complete-oidc";
import { requestSignIn } from "./request-sign-in";
import { requireStepUp } from "./require-step-up";
import { startOidc } from "./start-oidc";

let test: TestDatabase;
let server: OidcServer;
let system: Context;
beforeAll(async () => {
  test = await createTestDatabase();
  server = await openOidcServer("https://portal.acucoders.test/api/auth/callback/oidc");
  system = at(server.issuer);
});
afterAll(async () => {
  await server.close();
  await test.close();
});
beforeEach(() => {
  Object.assign(server.state, { spoil: null, isForged: false });
});

function at(issuer: string): Context {
  return testContext(test.db, undefined, {
    PORTAL_URL: "https://portal.acucoders.test",
    STAFF_OIDC_ISSUER: issuer,
    STAFF_OIDC_CLIENT_ID: OIDC_CLIENT.id,
    STAFF_OIDC_CLIENT_SECRET: OIDC_CLIENT.secret,
  });
}

async function staff(email: string, kind: "staff" | "firm" = "staff") {
  const id = newId("person");
  const staffRole = kind === "staff" ? ("operator" as const) : null;
  await system.db.query((db) =>
    db.insert(people).values({ id, kind, staffRole, email, name: "Nora" }),
  );
  return id;
}

/** Signs in at the server as its current user and comes back; `more` changes the return. */
async function trip(
  more: {
    stepUp?: { sessionId: string; next: string };
    change?: (parameters: URLSearchParams) => void;
    browserToken?: string | null;
    jar?: Map<string, string>;
    previousSessionId?: string;
  } = {},
) {
  const browserToken = randomToken();
  const { location } = await startOidc(system, { browserToken, stepUp: more.stepUp ?? null });
  const parameters = await server.signIn(location, more.jar);
  more.change?.(parameters);
  const input = {
    parameters,
    browserToken: more.browserToken === undefined ? browserToken : more.browserToken,
    previousSessionId: more.previousSessionId ?? null,
    browser: "Firefox on Linux",
  };
  const complete = () => completeOidc(system, input);
  return { first: await complete(), complete, location };
}

const refusal = (reason: string) => ({ kind: "refused", reason });
let count = 0;
function user(more: { email?: string; email_verified?: boolean } = {}) {
  count += 1;
  const email = `staff${count}@acucoders.test`;
  server.state.user = { sub: `user-${count}`, email, email_verified: true, ...more };
  return server.state.user as { sub: string; email: string };
}

describe("signing in with the organisation’s account", () => {
  it("is code flow with state, nonce and PKCE, and opens a session that has its second factor", async () => {
    const { email, sub } = user();
    const personId = await staff(email);
    const { first, location } = await trip();
    const asked = Object.fromEntries(new URL(location).searchParams);
    expect(asked).toMatchObject({
      response_type: "code",
      scope: "openid email profile",
      code_challenge_method: "S256",
      redirect_uri: "https://portal.acucoders.test/api/auth/callback/oidc",
    });
    expect(asked).not.toHaveProperty("prompt");
    for (const name of ["state", "nonce", "code_challenge"]) {
      expect(asked[name]).toMatch(/^[\w-]{43}$/);
    }
    const rows = await system.db.query((db) => db.select().from(oidcAttempts));
    for (const name of ["state", "nonce"]) expect(JSON.stringify(rows)).not.toContain(asked[name]);

    if (first.kind !== "signed_in") throw new Error(JSON.stringify(first));
    const view = await checkSession(system, first.sessionToken);
    expect(view).toMatchObject({ personId, gate: "open", method: "oidc", hasFactor: false });
    const [row] = await system.db.query((db) =>
      db.select().from(people).where(eq(people.id, personId)),
    );
    expect(row).toMatchObject({ oidcIssuer: server.issuer, oidcSubject: sub });
  });

  it("knows a person by issuer and subject, whatever the address becomes", async () => {
    const { email } = user();
    const personId = await staff(email);
    expect((await trip()).first.kind).toBe("signed_in");
    server.state.user.email = "another@acucoders.test";
    const { first } = await trip();
    if (first.kind !== "signed_in") throw new Error(JSON.stringify(first));
    expect(await checkSession(system, first.sessionToken)).toMatchObject({ personId });
    // The old address with another account of the organisation’s is not that person.
    user({ email });
    expect((await trip()).first).toMatchObject(refusal("other_account"));
  });

  it("lets in at every sign-in only who is staff, not disabled, with a verified address", async () => {
    user({ email_verified: false });
    await staff(server.state.user.email ?? "");
    expect((await trip()).first).toMatchObject(refusal("unverified_email"));
    server.state.user.email_verified = true;
    expect((await trip()).first.kind).toBe("signed_in");
    server.state.user.email_verified = false;
    expect((await trip()).first).toMatchObject(refusal("unverified_email"));
    server.state.user.email_verified = true;
    await system.db.query((db) =>
      db
        .update(people)
        .set({ disabledAt: new Date() })
        .where(eq(people.oidcSubject, server.state.user.sub)),
    );
    expect((await trip()).first).toMatchObject(refusal("disabled"));
    user();
    expect((await trip()).first).toMatchObject(refusal("unknown"));
    await staff(server.state.user.email ?? "", "firm");
    expect((await trip()).first).toMatchObject(refusal("unknown"));
    server.state.user = { sub: "nobody" };
    expect((await trip()).first).toMatchObject(refusal("unverified_email"));
  });

  it("makes the administrators that the environment names", async () => {
    user({ email: "Admin@Anteroom.test" });
    const { first } = await trip();
    if (first.kind !== "signed_in") throw new Error(JSON.stringify(first));
    expect(await checkSession(system, first.sessionToken)).toMatchObject({ staffRole: "admin" });
  });

  it("ends the session that this browser had", async () => {
    const { email } = user();
    await staff(email);
    const one = (await trip()).first;
    if (one.kind !== "signed_in") throw new Error("not signed in");
    const previousSessionId = (await checkSession(system, one.sessionToken))?.sessionId ?? "";
    await trip({ previousSessionId });
    expect(await checkSession(system, one.sessionToken)).toBeNull();
  });
});

describe("a return that is not right", () => {
  it("is refused with another state, in another browser, twice, and too late, and asks for no token", async () => {
    const { email } = user();
    await staff(email);
    const before = server.state.tokenRequests;
    const other = (parameters: URLSearchParams) => parameters.set("state", randomToken());
    expect((await trip({ change: other })).first).toMatchObject(refusal("not_yours"));
    const twice = (parameters: URLSearchParams) => parameters.append("state", "x");
    expect((await trip({ change: twice })).first).toMatchObject(refusal("not_yours"));
    expect((await trip({ browserToken: randomToken() })).first).toMatchObject(refusal("not_yours"));
    expect((await trip({ browserToken: null })).first).toMatchObject(refusal("not_yours"));
    expect(server.state.tokenRequests).toBe(before);

    const { first, complete } = await trip();
    expect(first.kind).toBe("signed_in");
    const replays = await Promise.all([complete(), complete(), complete()]);
    for (const one of replays) expect(one).toMatchObject(refusal("not_yours"));
    expect(server.state.tokenRequests).toBe(before + 1);

    const browserToken = randomToken();
    const { location } = await startOidc(system, { browserToken, stepUp: null });
    const parameters = await server.signIn(location);
    await system.db.query((db) => db.update(oidcAttempts).set({ expiresAt: new Date(0) }));
    const input = { parameters, browserToken, previousSessionId: null, browser: "x" };
    expect(await completeOidc(system, input)).toMatchObject(refusal("not_yours"));
  });

  it("is refused with a declined or foreign answer", async () => {
    const { email } = user();
    await staff(email);
    const declined = (parameters: URLSearchParams) => {
      parameters.delete("code");
      parameters.set("error", "access_denied");
    };
    expect((await trip({ change: declined })).first).toMatchObject(refusal("declined"));
    const broken = (parameters: URLSearchParams) => {
      parameters.delete("code");
      parameters.set("error", "<b>odd</b>");
    };
    expect((await trip({ change: broken })).first).toMatchObject(refusal("refused"));
    for (const iss of ["https://evil.test", "", server.issuer.toUpperCase()]) {
      const foreign = (parameters: URLSearchParams) => parameters.set("iss", iss);
      expect((await trip({ change: foreign })).first).toMatchObject(refusal("refused"));
    }
    const code = (parameters: URLSearchParams) => parameters.set("code", "guessed");
    expect((await trip({ change: code })).first).toMatchObject(refusal("refused"));
  });

  it.each([
    ["another nonce", () => ({ nonce: "another" })],
    ["no nonce", () => ({ nonce: undefined })],
    ["another issuer", () => ({ iss: "https://evil.test" })],
    ["another audience", () => ({ aud: "somebody-else" })],
    ["an end that is past", () => ({ exp: Math.floor(Date.now() / 1000) - 120 })],
  ])("is refused with a token of %s", async (_what, change) => {
    const { email } = user();
    await staff(email);
    server.state.spoil = (claims) => ({ ...claims, ...change() });
    expect((await trip()).first).toMatchObject(refusal("refused"));
  });

  it("is refused with a signature that is not the server’s, and taken with one that is", async () => {
    const { email } = user();
    await staff(email);
    server.state.isForged = true;
    expect((await trip()).first).toMatchObject(refusal("refused"));
    Object.assign(server.state, { isForged: false, spoil: (claims: object) => claims });
    expect((await trip()).first.kind).toBe("signed_in");
  });

  it("names a server that is down, at the start and on the way back", async () => {
    const { email } = user();
    await staff(email);
    const own = await openOidcServer("https://portal.acucoders.test/api/auth/callback/oidc");
    own.state.user = server.state.user;
    const ctx = at(own.issuer);
    const browserToken = randomToken();
    const { location } = await startOidc(ctx, { browserToken, stepUp: null });
    const parameters = await own.signIn(location);
    await own.close();
    const input = { parameters, browserToken, previousSessionId: null, browser: "x" };
    expect(await completeOidc(ctx, input)).toMatchObject(refusal("unavailable"));
    const never = at("http://127.0.0.1:9");
    expect(await codeOf(startOidc(never, { browserToken, stepUp: null }))).toBe("unavailable");
    const none = testContext(test.db);
    expect(await codeOf(startOidc(none, { browserToken, stepUp: null }))).toBe("not_found");
  });
});

describe("proving once more who one is", () => {
  async function signedIn() {
    const { email } = user();
    const personId = await staff(email);
    const jar = new Map<string, string>();
    const { first } = await trip({ jar });
    if (first.kind !== "signed_in") throw new Error("not signed in");
    const view = await checkSession(system, first.sessionToken);
    const sessionId = view?.sessionId ?? "";
    const ctx: Context = {
      ...system,
      actor: { kind: "staff", personId, role: "operator", sessionId },
    };
    await system.db.query((db) =>
      db.update(sessions).set({ stepUpAt: null }).where(eq(sessions.id, sessionId)),
    );
    return { ctx, jar, sessionId, token: first.sessionToken };
  }

  it("asks the server for a new sign-in, and gives the session another token", async () => {
    const { ctx, jar, sessionId, token } = await signedIn();
    expect(await codeOf(requireStepUp(ctx))).toBe("step_up_needed");
    const next = "/staff/people";
    const { first, location } = await trip({ jar, stepUp: { sessionId, next } });
    const asked = new URL(location).searchParams;
    expect([asked.get("prompt"), asked.get("max_age")]).toEqual(["login", "0"]);
    expect(first).toMatchObject({ kind: "stepped_up", next });
    expect(await codeOf(requireStepUp(ctx))).toBe("done");
    expect(await checkSession(system, token)).toBeNull();
  });

  it("is refused with a sign-in of before, without its time, and of somebody else", async () => {
    const { ctx, jar, sessionId } = await signedIn();
    const stepUp = { sessionId, next: "/staff" };
    const hourAgo = Math.floor(Date.now() / 1000) - 300;
    server.state.spoil = (claims) => ({ ...claims, auth_time: hourAgo });
    expect((await trip({ jar, stepUp })).first).toMatchObject(refusal("not_again"));
    server.state.spoil = (claims) => claims;
    expect((await trip({ jar, stepUp })).first).toMatchObject(refusal("refused"));
    server.state.spoil = null;
    const { email } = user();
    await staff(email);
    expect((await trip({ stepUp })).first).toMatchObject({
      ...refusal("other_account"),
      next: "/staff",
    });
    expect(await codeOf(requireStepUp(ctx))).toBe("step_up_needed");
  });
});

describe("links beside single sign-on", () => {
  it("are mailed only to staff with a second factor", async () => {
    const { email } = user();
    const personId = await staff(email);
    await requestSignIn(system, { email, browserToken: randomToken() });
    const sent = await system.db.query((db) =>
      db.query.mails.findMany({ where: (mails, { eq: is }) => is(mails.personId, personId) }),
    );
    expect(sent).toEqual([]);
  });
});
