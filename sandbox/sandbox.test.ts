import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import * as oauth from "oauth4webapi";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startSandbox, type Sandbox } from "./start-sandbox";

const REDIRECT_URI = "http://127.0.0.1:3000/api/clio/callback";
const ADA = 11;
const READ = { read: true, write: false };
let sandbox: Sandbox;
let application: { appId: number; key: string; secret: string };

beforeAll(async () => {
  sandbox = await startSandbox({ basePort: 0 });
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  application = await register({ users: READ, contacts: READ, matters: READ });
});
afterEach(async () => {
  await control("DELETE", "/faults");
  await control("PUT", "/scenario", {
    pkce: "ignore",
    refresh: "steady",
    expiresIn: 2_592_000,
    rateLimit: 50,
  });
});

async function control<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${sandbox.controlOrigin}/control${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return (response.status === 204 ? null : await response.json()) as Answer;
}
const register = (permissions: object) =>
  control<typeof application>("POST", "/applications", {
    region: "us",
    accountId: 1001,
    name: "Test",
    websiteUrl: "https://example.test",
    redirectUris: [REDIRECT_URI],
    deauthorizationUrl: "",
    permissions,
  });
const origin = () => sandbox.origins.us;

function server(): oauth.AuthorizationServer {
  return {
    issuer: origin(),
    authorization_endpoint: `${origin()}/oauth/authorize`,
    token_endpoint: `${origin()}/oauth/token`,
  };
}
const client = (): oauth.Client => ({ client_id: application.key });
const secret = () => oauth.ClientSecretPost(application.secret);
const http = { [oauth.allowInsecureRequests]: true };

/** What a browser does: signs in, sees the screen, answers. Returns where Clio sends it. */
async function authorize(
  more: Record<string, string> = {},
  answer = "allow",
  userId = ADA,
): Promise<URL> {
  const signedIn = await post("/session", { user: String(userId), to: "/" });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const response = await post("/oauth/authorize", { ...query(), ...more, answer }, cookie);
  return new URL(response.headers.get("location") ?? "about:blank");
}
const query = () => ({
  response_type: "code",
  client_id: application.key,
  redirect_uri: REDIRECT_URI,
  state: "a-state",
});
const post = (path: string, fields: Record<string, string>, cookie = "") =>
  fetch(origin() + path, {
    method: "POST",
    redirect: "manual",
    headers: { cookie },
    body: new URLSearchParams(fields),
  });

/** The whole code flow by a pure OAuth client library. */
async function connect(userId = ADA, tamper = (verifier: string) => verifier) {
  const verifier = oauth.generateRandomCodeVerifier();
  const code_challenge = await oauth.calculatePKCECodeChallenge(verifier);
  const back = await authorize({ code_challenge, code_challenge_method: "S256" }, "allow", userId);
  const parameters = oauth.validateAuthResponse(server(), client(), back, "a-state");
  const response = await oauth.authorizationCodeGrantRequest(
    server(),
    client(),
    secret(),
    parameters,
    REDIRECT_URI,
    tamper(verifier),
    http,
  );
  return oauth.processAuthorizationCodeResponse(server(), client(), response);
}
async function refresh(token: string) {
  const response = await oauth.refreshTokenGrantRequest(server(), client(), secret(), token, http);
  return oauth.processRefreshTokenResponse(server(), client(), response);
}
const get = (path: string, token: string, agent = "Anteroom/1.0") =>
  fetch(`${origin()}/api/v4${path}`, {
    headers: { authorization: `Bearer ${token}`, "user-agent": agent },
  });
const refused = { error: "invalid_grant" };

describe("OAuth, driven by oauth4webapi", () => {
  it.each(["ignore", "enforce"])("gives tokens for a code, PKCE %s", async (pkce) => {
    await control("PUT", "/scenario", { pkce });
    const tokens = await connect();
    expect(tokens).toMatchObject({ token_type: "bearer", expires_in: 2_592_000 });
    expect((await get("/users/who_am_i", tokens.access_token)).status).toBe(200);
  });

  it("refuses a wrong verifier only where PKCE is enforced", async () => {
    await expect(connect(ADA, () => "x".repeat(43))).resolves.toBeTruthy();
    await control("PUT", "/scenario", { pkce: "enforce" });
    await expect(connect(ADA, () => "x".repeat(43))).rejects.toMatchObject(refused);
  });

  it("ends the tokens of a code that comes twice", async () => {
    const code = (await authorize()).searchParams.get("code") ?? "";
    const fields = {
      grant_type: "authorization_code",
      client_id: application.key,
      client_secret: application.secret,
      redirect_uri: REDIRECT_URI,
      code,
    };
    const tokens = (await (await post("/oauth/token", fields)).json()) as { access_token: string };
    expect((await post("/oauth/token", fields)).status).toBe(400);
    expect((await get("/users/who_am_i", tokens.access_token)).status).toBe(401);
  });

  it("keeps the refresh token when steady, and finds its reuse when rotating", async () => {
    const steady = (await connect()).refresh_token ?? "";
    expect((await refresh(steady)).refresh_token).toBeUndefined();
    expect((await refresh(steady)).access_token).toBeTruthy();
    await control("PUT", "/scenario", { refresh: "rotating" });
    const newer = (await refresh(steady)).refresh_token ?? "";
    expect(newer).not.toBe(steady);
    await expect(refresh(steady)).rejects.toMatchObject(refused);
    await expect(refresh(newer)).rejects.toMatchObject(refused);
  });

  it("tells the client's fault apart from the code's", async () => {
    const fields = {
      grant_type: "authorization_code",
      client_id: application.key,
      redirect_uri: REDIRECT_URI,
      code: "made-up",
    };
    const good = await post("/oauth/token", { ...fields, client_secret: application.secret });
    expect([good.status, await good.json()]).toEqual([400, { error: "invalid_grant" }]);
    const bad = await post("/oauth/token", { ...fields, client_secret: "wrong" });
    expect([bad.status, await bad.json()]).toEqual([401, { error: "invalid_client" }]);
  });

  it("sends a refusal back, and stays for a wrong redirect address or client ID", async () => {
    const declined = await authorize({ redirect_on_decline: "true" }, "decline");
    expect(Object.fromEntries(declined.searchParams)).toEqual({
      state: "a-state",
      error: "access_denied",
    });
    for (const wrong of [{ redirect_uri: "http://evil.test/" }, { client_id: "nobody" }]) {
      const url = `${origin()}/oauth/authorize?${new URLSearchParams({ ...query(), ...wrong })}`;
      const response = await fetch(url, { redirect: "manual" });
      expect([response.status, response.headers.get("location")]).toEqual([400, null]);
    }
  });

  it("knows an application and its users in one region only", async () => {
    const elsewhere = await fetch(
      `${sandbox.origins.eu}/oauth/authorize?${new URLSearchParams(query())}`,
    );
    expect(elsewhere.status).toBe(400);
  });

  it("hands out tokens in numbers, as if people had allowed the application", async () => {
    type Made = { access: string; refresh: string }[];
    const path = `/applications/${application.appId}/grants`;
    const made = await control<Made>("POST", path, { userId: ADA, count: 3 });
    expect(new Set(made.map(({ access }) => access)).size).toBe(3);
    for (const { access, refresh: token } of made) {
      expect((await get("/contacts", access)).status).toBe(200);
      expect((await refresh(token)).access_token).not.toBe(access);
    }
  });

  it("ends the tokens at deauthorize", async () => {
    const { access_token: token, refresh_token: again = "" } = await connect();
    expect((await post("/oauth/deauthorize", { token })).status).toBe(200);
    expect((await get("/contacts", token)).status).toBe(401);
    await expect(refresh(again)).rejects.toMatchObject(refused);
  });
});

describe("the API", () => {
  const statuses = async (token: string) => {
    const answers = ["/users/who_am_i", "/contacts", "/matters", "/tasks"].map((path) =>
      get(path, token),
    );
    return (await Promise.all(answers)).map(({ status }) => status);
  };

  it("refuses by the application's boxes as they stood, by the user's rights, by the plan", async () => {
    const { access_token: token } = await connect();
    expect(await statuses(token)).toEqual([200, 200, 200, 403]);
    await control("PUT", `/users/${ADA}`, { rights: ["users", "matters"] });
    expect(await statuses(token)).toEqual([200, 403, 200, 403]);
    await control("PUT", `/users/${ADA}`, { rights: null });
    await control("PUT", "/accounts/1001", { plan: "EasyStart" });
    expect(await statuses(token)).toEqual([403, 403, 403, 403]);
    await control("PUT", "/accounts/1001", { plan: "Essentials" });
    await control("PUT", `/users/${ADA}`, { enabled: false });
    expect(await statuses(token)).toEqual([401, 401, 401, 401]);
    await control("PUT", `/users/${ADA}`, { enabled: true });
    expect(await statuses(token)).toEqual([200, 200, 200, 403]);
  });

  it("counts calls down, answers 429 with Retry-After, and lets go on later", async () => {
    await control("PUT", "/scenario", { rateLimit: 2 });
    const { access_token: token } = await connect();
    expect((await get("/contacts", token)).headers.get("x-ratelimit-remaining")).toBe("1");
    await get("/contacts", token);
    const limited = await get("/contacts", token);
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "30"]);
    await control("POST", "/clock", { advanceSeconds: 61 });
    expect((await get("/contacts", token)).status).toBe(200);
  });

  it("shows the firewall's HTML to a program that does not name itself plainly", async () => {
    const { access_token: token } = await connect();
    const response = await get("/contacts", token, "Mozilla/5.0 (X11)");
    expect([response.status, response.headers.get("content-type")]).toEqual([
      403,
      "text/html; charset=UTF-8",
    ]);
  });

  it("ends access tokens with its own clock", async () => {
    await control("PUT", "/scenario", { expiresIn: 100 });
    const { access_token: token } = await connect();
    await control("POST", "/clock", { advanceSeconds: 101 });
    expect((await get("/contacts", token)).status).toBe(401);
  });

  it("keeps what it was asked, with headers and bodies", async () => {
    await control("DELETE", "/requests");
    await connect();
    const asked = await control<{ path: string; body: string }[]>("GET", "/requests");
    const exchange = asked.filter(({ path }) => path === "/oauth/token");
    expect(exchange.map(({ body }) => new URLSearchParams(body).get("client_id"))).toEqual([
      application.key,
    ]);
  });
});

describe("faults", () => {
  const spoil = (how: object, more: object = { next: 1 }) =>
    control("POST", "/faults", { path: "/api/v4/contacts", how, ...more });
  /** A status, or what kind of failure a reader of the whole answer meets within a second. */
  const look = async (token: string): Promise<string> => {
    const signal = AbortSignal.timeout(1000);
    try {
      const response = await fetch(`${origin()}/api/v4/contacts`, {
        headers: { authorization: `Bearer ${token}`, "user-agent": "Anteroom/1.0" },
        redirect: "manual",
        signal,
      });
      const reader = response.body?.getReader();
      let size = 0;
      for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
        size += piece.value.length;
        if (size > 1_000_000) {
          await reader?.cancel();
          return "huge";
        }
      }
      return `${response.status} ${size}`;
    } catch {
      return signal.aborted ? "late" : "broken";
    }
  };

  it.each([
    [{ kind: "status", status: 503, body: "down" }, "503 4"],
    [{ kind: "status", status: 204 }, "204 0"],
    [{ kind: "redirect", to: "http://127.0.0.1:9/" }, "307 0"],
    [{ kind: "wrong_json", body: "null" }, "200 4"],
    [{ kind: "hang" }, "late"],
    [{ kind: "drip" }, "late"],
    [{ kind: "reset" }, "broken"],
    [{ kind: "truncated" }, "broken"],
    [{ kind: "huge" }, "huge"],
    [{ kind: "huge", gzip: true }, "huge"],
    [{ kind: "latency", ms: 5000 }, "late"],
  ])("spoils the next answer: %j", async (how, expected) => {
    const { access_token: token } = await connect();
    await spoil(how);
    expect(await look(token)).toBe(expected);
    expect(await look(token)).toMatch(/^200 /);
  });

  it("spoils a share of the answers until it is told to stop", async () => {
    const { access_token: token } = await connect();
    await spoil({ kind: "status", status: 500 }, { share: 0.5 });
    const seen = new Set<number>();
    for (let call = 0; call < 40; call += 1) seen.add((await get("/contacts", token)).status);
    expect(seen).toEqual(new Set([200, 500]));
  });

  it("does the work first where only the answer shall be lost", async () => {
    const { refresh_token: token = "" } = await connect();
    await control("PUT", "/scenario", { refresh: "rotating" });
    await spoil({ kind: "reset" }, { path: "/oauth/token", next: 1, afterwards: true });
    await expect(refresh(token)).rejects.toThrow("fetch failed");
    await expect(refresh(token)).rejects.toMatchObject(refused);
  });

  it("holds an answer until it is told to let go, also one that is ready or another one", async () => {
    const { access_token: token } = await connect();
    const held = () => expect.poll(() => control<number>("GET", "/held")).toBe(1);
    const instead = { status: 400, body: "no" };
    for (const [more, status] of [
      [{}, 200],
      [{ afterwards: true }, 200],
      [{ afterwards: true, how: { kind: "hold", instead } }, 400],
    ] as const) {
      await spoil({ kind: "hold" }, { next: 1, ...more });
      const answer = get("/contacts", token);
      await held();
      await control("DELETE", "/faults");
      expect((await answer).status).toBe(status);
    }
  });

  it("names a fault that it does not know", async () => {
    expect(await spoil({ kind: "flood" })).toMatchObject({
      error: expect.stringContaining("kind"),
    });
  });
});

describe("the mailbox", () => {
  const send = (to: string, port = sandbox.smtpPort) =>
    createTransport({ host: "127.0.0.1", port }).sendMail({
      from: "portal@example.test",
      to,
      subject: "Hello",
      text: "Open http://127.0.0.1:3000/l/cin_x",
    });
  const mails = async (to: string) => {
    const response = await fetch(`${sandbox.controlOrigin}/mailbox/messages?to=${to}`);
    return (await response.json()) as { links: string[] }[];
  };
  const fault = (kind: string) =>
    fetch(`${sandbox.controlOrigin}/mailbox/fault`, {
      method: "PUT",
      body: JSON.stringify({ kind, next: 1 }),
    });

  it("keeps mails with their links", async () => {
    await send("a@example.test");
    expect(await mails("a@example.test")).toMatchObject([
      { links: ["http://127.0.0.1:3000/l/cin_x"] },
    ]);
  });

  it.each([
    ["later", { responseCode: 451 }, 1],
    ["never", { responseCode: 550 }, 1],
    ["lost_answer", { code: expect.any(String) }, 2],
  ])("refuses the next mail: %s", async (kind, error, kept) => {
    const to = `${kind}@example.test`;
    await fault(kind);
    await expect(send(to)).rejects.toMatchObject(error);
    await send(to);
    expect(await mails(to)).toHaveLength(kept);
  });
});

it("keeps its state and its mails over a restart", async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), "anteroom-sandbox-"));
  const first = await startSandbox({ basePort: 0, dataFolder });
  await fetch(`${first.controlOrigin}/control/accounts/1001`, {
    method: "PUT",
    body: JSON.stringify({ plan: "Expand" }),
  });
  await createTransport({ host: "127.0.0.1", port: first.smtpPort }).sendMail({
    from: "portal@example.test",
    to: "kept@example.test",
    text: "kept",
  });
  await first.stop();
  const second = await startSandbox({ basePort: 0, dataFolder });
  const read = async (path: string): Promise<unknown> =>
    (await fetch(second.controlOrigin + path)).json();
  expect(await read("/control/state")).toMatchObject({
    accounts: expect.arrayContaining([expect.objectContaining({ id: 1001, plan: "Expand" })]),
  });
  expect(await read("/mailbox/messages")).toHaveLength(1);
  await second.stop();
  rmSync(dataFolder, { recursive: true });
});

describe("a receiver of webhooks", () => {
  const secret = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;
  const body = JSON.stringify({ type: "connection.working", timestamp: "", data: {} });
  const at = (path: string) => `${sandbox.controlOrigin}/webhooks${path}`;
  const set = (form: Record<string, string>) =>
    fetch(at("/test/settings"), {
      method: "POST",
      body: new URLSearchParams(form),
      redirect: "manual",
    });
  const post = async (signedWith = secret) => {
    const now = new Date();
    const headers = {
      "webhook-id": "msg_1",
      "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
      "webhook-signature": new Webhook(signedWith).sign("msg_1", now, body),
    };
    return (await fetch(at("/test"), { method: "POST", headers, body })).status;
  };

  it("keeps what arrives, says whether its signature fits, and answers as it is told", async () => {
    expect(await post()).toBe(200);
    expect((await set({ secret, answer: "500" })).status).toBe(303);
    expect(await post()).toBe(500);
    await set({ answer: "410" });
    expect(await post(`whsec_${Buffer.alloc(32, 2).toString("base64")}`)).toBe(410);
    expect((await set({ answer: "maybe" })).status).toBe(400);
    const messages = await (await fetch(at("/messages?box=test"))).json();
    expect(messages).toMatchObject([
      { id: "msg_1", isVerified: false, answered: "410" },
      { id: "msg_1", isVerified: true, answered: "500", type: "connection.working", body },
      { id: "msg_1", isVerified: null, answered: "200" },
    ]);
    expect(await (await fetch(at(""))).text()).toContain("<strong>wrong</strong>");
    expect(await (await fetch(at("/messages?box=other"))).json()).toEqual([]);
  });
});
