import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Secret } from "@/lib/logger";
import type { Provider } from "@/lib/providers/provider";
import { clioProvider } from "./clio-provider";
import { answerWith, startAnswerer } from "./provider.testing";
import { retryAfterSeconds } from "../retry-after";

let server: Awaited<ReturnType<typeof startAnswerer>>;
let sink: Awaited<ReturnType<typeof startAnswerer>>;
let provider: Provider;
const keys = { clientId: "key", clientSecret: new Secret("canary-secret") };
const accessToken = new Secret("canary-token");

beforeAll(async () => {
  server = await startAnswerer(answerWith(200, "{}"));
  sink = await startAnswerer(answerWith(200, "{}"));
  const { origin } = server;
  provider = clioProvider({ clioOrigins: { us: origin, eu: origin, ca: origin, au: origin } });
});
afterAll(async () => {
  await server.stop();
  await sink.stop();
});
beforeEach(() => {
  server.state.requests.length = 0;
});

const refresh = () => provider.refresh({ region: "us", keys, refreshToken: new Secret("r") });
const exchange = () =>
  provider.exchangeCode({
    region: "us",
    keys,
    redirectUri: "http://127.0.0.1:3000/api/clio/callback",
    code: "code",
    codeVerifier: null,
  });
const good = { token_type: "bearer", access_token: "a", expires_in: 3600 };

describe("back-channel calls", () => {
  it("OC-16 follow no redirect, so that a secret never reaches another host", async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      server.state.answer = answerWith(status, "", { location: `${sink.origin}/caught` });
      for (const answer of [await refresh(), await exchange()]) {
        expect(answer).toMatchObject({ ok: false, class: "transient", code: "redirect" });
      }
      expect(await provider.whoAmI({ region: "us", accessToken })).toMatchObject({
        kind: "failed",
      });
      expect((await provider.revoke({ region: "us", accessToken })).ok).toBe(false);
    }
    expect(sink.state.requests).toHaveLength(0);
  });

  it("OC-17 cut a huge answer and a gzip bomb off, and memory stays flat", async () => {
    const before = process.memoryUsage().rss;
    server.state.answer = (_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const chunk = Buffer.alloc(64 * 1024, "x");
      const pour = () => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once("drain", pour);
      };
      pour();
    };
    expect(await refresh()).toMatchObject({ ok: false, code: "body_too_large" });
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    server.state.answer = (_request, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      response.end(bomb);
    };
    expect(await refresh()).toMatchObject({ ok: false, code: "body_too_large" });
    expect(process.memoryUsage().rss - before).toBeLessThan(120 * 1024 * 1024);
  });

  it("OC-17 end after 15 seconds in all, hanging or dripping", { timeout: 120_000 }, async () => {
    const started = Date.now();
    server.state.answer = () => {};
    const hanging = refresh();
    server.state.answer = (_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const timer = setInterval(() => response.write(" "), 500);
      response.on("close", () => clearInterval(timer));
    };
    const dripping = refresh();
    // Both were asked before the answers were set: order of arrival does not matter to the bound.
    for (const answer of await Promise.all([hanging, dripping])) {
      expect(answer).toMatchObject({ ok: false, class: "transient", code: "timeout", sent: true });
    }
    expect(Date.now() - started).toBeLessThan(60_000);
  });

  it("OC-21 carry the client's secret in the body alone", async () => {
    server.state.answer = answerWith(200, JSON.stringify(good));
    await refresh();
    await exchange();
    const seen = JSON.stringify(server.state.requests);
    expect(server.state.requests).toHaveLength(2);
    expect(seen).not.toContain("canary-secret");
  });

  it("say who we are in the plain form that Clio's firewall lets pass", async () => {
    await provider.probe({ region: "us", accessToken, resource: "contacts" });
    expect(server.state.requests[0]?.headers["user-agent"]).toBe("Anteroom/1.0");
    expect(server.state.requests[0]?.path).toBe("/api/v4/contacts?fields=id&limit=1");
  });

  it("know for certain when nothing was sent", async () => {
    const gone = await startAnswerer(answerWith(200, "{}"));
    await gone.stop();
    const nobody = gone.origin;
    const closed = clioProvider({
      clioOrigins: { us: nobody, eu: nobody, ca: nobody, au: nobody },
    });
    const answer = await closed.refresh({ region: "us", keys, refreshToken: new Secret("r") });
    expect(answer).toMatchObject({
      ok: false,
      class: "transient",
      code: "econnrefused",
      sent: false,
    });
  });
});

describe("OC-18 answers of the token endpoint", () => {
  const json = (value: unknown) => JSON.stringify(value);
  const refused: [string, number, string, Record<string, string>?][] = [
    ["an empty object", 200, "{}"],
    ["an array", 200, "[]"],
    ["null", 200, "null"],
    ["a number", 200, "7"],
    ["nothing", 200, ""],
    ["truncated JSON", 200, '{"access_token":"a","token_ty'],
    ["JSON with something behind it", 200, `${json(good)}{}`],
    ["HTML", 200, "<html>", { "content-type": "text/html" }],
    ["HTML that says it is JSON", 200, "<html>"],
    ["204", 204, ""],
    ["201 with tokens", 201, json(good)],
    ["a token that is a number", 200, json({ ...good, access_token: 7 })],
    ["a token that is null", 200, json({ ...good, access_token: null })],
    ["an empty token", 200, json({ ...good, access_token: "" })],
    ["a token in a list", 200, json({ ...good, access_token: ["a"] })],
    ["a token with a line break", 200, json({ ...good, access_token: "a\nb" })],
    ["a token with a space", 200, json({ ...good, access_token: "a b" })],
    ["a token beyond ASCII", 200, json({ ...good, access_token: "ä" })],
    ["a token of 5,000 characters", 200, json({ ...good, access_token: "a".repeat(5000) })],
    ["a refresh token that is an object", 200, json({ ...good, refresh_token: {} })],
    ["an empty refresh token", 200, json({ ...good, refresh_token: "" })],
    ["no token type", 200, json({ access_token: "a", expires_in: 3600 })],
    ["another token type", 200, json({ ...good, token_type: "mac" })],
    ["DPoP", 200, json({ ...good, token_type: "dpop" })],
    ["a token type that is a number", 200, json({ ...good, token_type: 1 })],
    ["a life that is a word", 200, json({ ...good, expires_in: "soon" })],
    ["a life that is an object", 200, json({ ...good, expires_in: {} })],
    ["500 with tokens", 500, json(good)],
    ["502 HTML", 502, "<html>", { "content-type": "text/html" }],
    ["503", 503, ""],
    ["504", 504, ""],
    ["400 without a body", 400, ""],
    ["400 with HTML", 400, "<html>", { "content-type": "text/html" }],
    ["400 with an error that is a number", 400, json({ error: 7 })],
    ["403 HTML of a firewall", 403, "<html>Forbidden</html>", { "content-type": "text/html" }],
  ];
  it.each(refused)("take %s as nothing decided", async (_name, status, body, headers) => {
    server.state.answer = answerWith(status, body, headers);
    expect(await refresh()).toMatchObject({ ok: false, class: "transient" });
    expect(await exchange()).toMatchObject({ ok: false, class: "transient" });
  });

  const lives: [unknown, number][] = [
    [3600, 3600],
    [2_592_000, 2_592_000],
    [undefined, 3600],
    ["7200", 7200],
    [1, 60],
    [59.9, 60],
    [90.7, 90],
    [31_536_001, 31_536_000],
    [1e300, 31_536_000],
  ];
  it.each(lives)("read a life of %s seconds as %s", async (given, seconds) => {
    server.state.answer = answerWith(200, json({ ...good, expires_in: given }));
    const answer = await refresh();
    expect(answer.ok && answer.tokens.expiresInSeconds).toBe(seconds);
  });

  it("take bearer in any case, drop unknown keys, and keep no refresh token when none came", async () => {
    const body = `{"token_type":"BEARER","access_token":"a","__proto__":{"polluted":1},"extra":{"x":1}}`;
    server.state.answer = answerWith(200, body);
    const answer = await refresh();
    if (!answer.ok) throw new Error("refused");
    expect(Object.keys(answer.tokens).toSorted()).toEqual([
      "accessToken",
      "expiresInSeconds",
      "refreshToken",
    ]);
    expect(answer.tokens.refreshToken).toBeNull();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  const errors: [number, string, string, string][] = [
    [400, "invalid_grant", "rejected", "invalid_grant"],
    [401, "invalid_client", "misconfigured", "invalid_client"],
    [400, "invalid_client", "misconfigured", "invalid_client"],
    [400, "unauthorized_client", "misconfigured", "invalid_client"],
    [400, "invalid_request", "misconfigured", "request_refused"],
    [429, "slow_down", "transient", "rate_limited"],
  ];
  it.each(errors)("class %s %s as %s", async (status, error, failureClass, code) => {
    server.state.answer = answerWith(status, json({ error, error_description: "<b>x</b>" }), {
      "www-authenticate": 'Basic realm="x"',
    });
    expect(await refresh()).toMatchObject({ ok: false, class: failureClass, code });
  });
});

describe("the key check", () => {
  const check = () =>
    provider.checkKeys({ region: "us", keys, redirectUri: "http://127.0.0.1:3000/x" });
  it("says yes only to a refused code, no only to refused keys", async () => {
    server.state.answer = answerWith(400, '{"error":"invalid_grant"}');
    expect(await check()).toBe("accepted");
    server.state.answer = answerWith(401, '{"error":"invalid_client"}');
    expect(await check()).toBe("refused");
  });
  it("never says yes to anything else, not even to tokens for a made-up code", async () => {
    for (const [status, body] of [
      [200, JSON.stringify(good)],
      [400, '{"error":"invalid_request"}'],
      [500, ""],
      [403, "<html>"],
    ] as const) {
      server.state.answer = answerWith(status, body);
      expect(await check()).toBe("unknown");
    }
  });
});

describe("probes", () => {
  const probe = () => provider.probe({ region: "us", accessToken, resource: "matters" });
  it("take only a 403 of the error shape for a missing permission", async () => {
    server.state.answer = answerWith(
      403,
      '{"error":{"type":"ForbiddenError","message":"User is forbidden"}}',
    );
    expect(await probe()).toEqual({ ok: false, kind: "refused", status: 403 });
    for (const body of ["<html>Forbidden</html>", "{}", "[]", '{"error":"forbidden"}', ""]) {
      server.state.answer = answerWith(403, body);
      expect(await probe()).toMatchObject({
        kind: "failed",
        failure: { code: "blocked_html", class: "misconfigured" },
      });
    }
  });
  it("take 401 for an ended token, and nothing else for an end", async () => {
    server.state.answer = answerWith(401, "");
    expect(await probe()).toEqual({ ok: false, kind: "ended", status: 401 });
    for (const status of [400, 404, 410, 429, 500, 503]) {
      server.state.answer = answerWith(status, "{}");
      expect(await probe()).toMatchObject({ ok: false, kind: "failed" });
    }
  });
  it("never count nonsense as working", async () => {
    for (const body of ["", "{}", "[]", "null", '{"data":null}', '{"data":"x"}', "<html>"]) {
      server.state.answer = answerWith(200, body);
      expect(await probe()).toMatchObject({ ok: false, kind: "failed" });
    }
    server.state.answer = answerWith(200, '{"data":[]}');
    expect(await probe()).toEqual({ ok: true });
  });
});

describe("who_am_i", () => {
  const ask = () => provider.whoAmI({ region: "us", accessToken });
  const user = {
    id: 7,
    name: " Ada Moss ",
    email: "ada@x.test",
    account_owner: true,
    roles: ["Administrator"],
  };
  const account = { id: 42, name: "Hartley & Moss LLP", created_at: "2020-01-01T00:00:00Z" };
  it("reads the account and the user, and drops the rest", async () => {
    server.state.answer = answerWith(
      200,
      JSON.stringify({ data: { ...user, account, callback: "http://evil.test" } }),
    );
    const answer = await ask();
    expect(answer).toEqual({
      ok: true,
      identity: {
        accountId: "42",
        accountName: "Hartley & Moss LLP",
        accountCreatedAt: new Date("2020-01-01T00:00:00Z"),
        userId: "7",
        userName: "Ada Moss",
        userEmail: "ada@x.test",
        userRoles: ["Administrator"],
        userIsOwner: true,
      },
    });
  });
  it("never guesses an account that is not there", async () => {
    for (const data of [
      { ...user },
      { ...user, account: {} },
      { ...user, account: { id: null } },
      null,
    ]) {
      server.state.answer = answerWith(200, JSON.stringify({ data }));
      expect(await ask()).toMatchObject({ ok: false, kind: "failed" });
    }
  });
});

describe("Retry-After", () => {
  const now = Date.parse("2026-06-03T14:00:00Z");
  it.each([
    ["120", 120],
    ["Wed, 03 Jun 2026 14:02:00 GMT", 120],
    ["soon", 60],
    ["", 60],
    [null, 60],
    ["-5", 60],
    ["0", 1],
    ["1000000000", 3600],
    ["9".repeat(400), 3600],
    ["Wed, 03 Jun 2020 14:02:00 GMT", 1],
  ])("%s is %s seconds", (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });
});
