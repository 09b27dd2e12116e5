import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createAnteroom } from "./create-anteroom.js";
import type { Fetch } from "./door.js";
import { AnteroomError, AnteroomUnreachable } from "./errors.js";

type Call = { url: string; init: RequestInit };
type Answer = Response | Error;

/** A `fetch` that gives the answers of each path in turn, the last one for ever, and keeps what was asked. */
function answering(answers: Record<string, (call: Call) => Answer | Promise<Answer>>) {
  const calls: Call[] = [];
  const send: Fetch = async (url, init = {}) => {
    calls.push({ url, init });
    const path = new URL(url).pathname;
    const answer = await answers[path]?.({ url, init });
    if (answer instanceof Error) throw answer;
    return answer ?? new Response("nothing here", { status: 404 });
  };
  return {
    send,
    calls,
    asked: (path: string) => calls.filter(({ url }) => new URL(url).pathname === path),
  };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  json({ code, detail: "In words.", request_id: "req_1", status }, status, headers);

const TOKEN = "/v1/connections/conn_1/access-token";
const REPORT = "/v1/connections/conn_1/report";
const tokenOf = (access_token: string, cache_seconds = 60) => ({
  connection_id: "conn_1",
  access_token,
  token_type: "Bearer",
  expires_at: "2026-11-28T09:00:00.000Z",
  minutes_left: 60,
  cache_seconds,
  api_origin: "https://clio.test",
  api_version: "4.0.13",
  scopes_proven: ["contacts:read"],
});

/** A door that gives token-1, token-2, … and takes reports. */
function openDoor() {
  let given = 0;
  return answering({
    [TOKEN]: () => json(tokenOf(`token-${(given += 1)}`)),
    [REPORT]: () => json({}),
  });
}
const clientOf = (send: Fetch) =>
  createAnteroom({ origin: "https://door.test", key: "anteroom_live_x", fetch: send });
const sentBy = ({ init }: Call): unknown => JSON.parse(init.body as string);
const header = ({ init }: Call, name: string) => new Headers(init.headers).get(name);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("getAccessToken", () => {
  it("asks once for all who ask at once, and again when the door's time is over", async () => {
    const door = openDoor();
    const client = clientOf(door.send);
    const all = await Promise.all(
      Array.from({ length: 50 }, () => client.getAccessToken("conn_1")),
    );
    expect(new Set(all.map((one) => one.access_token))).toEqual(new Set(["token-1"]));
    vi.advanceTimersByTime(59_000);
    expect((await client.getAccessToken("conn_1")).access_token).toBe("token-1");
    vi.advanceTimersByTime(1000);
    expect((await client.getAccessToken("conn_1")).access_token).toBe("token-2");
    expect(door.calls).toHaveLength(2);
    expect(door.calls.map((call) => header(call, "authorization"))).toEqual(
      Array.from({ length: 2 }, () => "Bearer anteroom_live_x"),
    );
    expect(door.calls[0]?.init.redirect).toBe("error");
  });

  it("says why not, in the door's words, and keeps no failure", async () => {
    const answers = [problem(409, "access_ended"), json(tokenOf("token-1"))];
    const door = answering({ [TOKEN]: () => answers.shift() ?? new Error("none") });
    const client = clientOf(door.send);
    const refused = await client.getAccessToken("conn_1").catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(AnteroomError);
    expect(refused).toMatchObject({ code: "access_ended", status: 409, requestId: "req_1" });
    expect((await client.getAccessToken("conn_1")).access_token).toBe("token-1");
  });

  it("waits as long as the door says, and no longer than one call may", async () => {
    const answers = [
      problem(429, "rate_limited", { "retry-after": "3" }),
      json(tokenOf("token-1")),
      problem(503, "token_unavailable", { "retry-after": "3600" }),
    ];
    const door = answering({ [TOKEN]: () => answers.shift() ?? new Error("none") });
    const client = clientOf(door.send);
    const token = client.getAccessToken("conn_1");
    await vi.advanceTimersByTimeAsync(2900);
    expect(door.calls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect((await token).access_token).toBe("token-1");
    await vi.advanceTimersByTimeAsync(60_000);
    const refused = client.getAccessToken("conn_1");
    await expect(refused).rejects.toMatchObject({ retryAfterSeconds: 3600 });
    expect(door.calls).toHaveLength(3);
  });

  it("names a door that is not there, and something else in its place, after three tries", async () => {
    for (const answer of [
      () => new Error("refused"),
      () => new Response("<html>", { status: 200 }),
    ]) {
      const door = answering({ [TOKEN]: answer });
      const refused = clientOf(door.send)
        .getAccessToken("conn_1")
        .catch((thrown: unknown) => thrown);
      await vi.advanceTimersByTimeAsync(5000);
      expect(await refused).toBeInstanceOf(AnteroomUnreachable);
      expect(door.calls).toHaveLength(3);
    }
  });

  it("sends its key over https, or to this machine", () => {
    for (const origin of ["http://door.test", "https://door.test/v1", "ftp://door.test"]) {
      expect(() => createAnteroom({ origin, key: "k" })).toThrow(TypeError);
    }
    for (const origin of ["https://door.test/", "http://127.0.0.1:3001", "http://localhost:3001"]) {
      expect(() => createAnteroom({ origin, key: "k" })).not.toThrow();
    }
  });
});

const CONTACTS = "/api/v4/contacts";

/** Clio that takes no token of `dead`. */
const clioWithout = (...dead: string[]) =>
  answering({
    [CONTACTS]: ({ init }) =>
      dead.some((token) => new Headers(init.headers).get("authorization") === `Bearer ${token}`)
        ? json({ error: { type: "UnauthorizedError" } }, 401)
        : json({ data: [] }),
  });

describe("withClio", () => {
  it("calls the firm's Clio with token, version and a name, and follows no redirect", async () => {
    const clio = clioWithout();
    const call = clientOf(openDoor().send).withClio("conn_1", clio.send);
    expect((await call(`${CONTACTS}?fields=id`, { headers: { "x-mine": "1" } })).status).toBe(200);
    const [sent] = clio.calls;
    if (!sent) throw new Error("nothing was sent");
    expect(sent.url).toBe("https://clio.test/api/v4/contacts?fields=id");
    expect(sent.init.redirect).toBe("error");
    const names = ["authorization", "x-api-version", "user-agent", "x-mine"];
    expect(names.map((name) => header(sent, name))).toEqual([
      "Bearer token-1",
      "4.0.13",
      "Anteroom-Client/0.1",
      "1",
    ]);
  });

  it("reports a 401 and calls once more with a fresh token, also what writes", async () => {
    const door = openDoor();
    const clio = clioWithout("token-1");
    const call = clientOf(door.send).withClio("conn_1", clio.send);
    const response = await call(CONTACTS, { method: "POST", body: "{}" });
    expect(response.status).toBe(200);
    expect(clio.calls.map((one) => [header(one, "authorization"), one.init.body])).toEqual([
      ["Bearer token-1", "{}"],
      ["Bearer token-2", "{}"],
    ]);
    const [report, worked, ...others] = door.asked(REPORT);
    expect(others).toEqual([]);
    expect(worked && sentBy(worked)).toEqual({
      status: 200,
      resource: "contacts",
      access: "write",
    });
    expect(report && sentBy(report)).toEqual({
      status: 401,
      token_expires_at: "2026-11-28T09:00:00.000Z",
    });
    expect(report && header(report, "idempotency-key")).toMatch(/^[\w-]{36}$/);
  });

  it("reports one token once, however many calls met its end", async () => {
    const door = openDoor();
    const clio = clioWithout("token-1");
    const call = clientOf(door.send).withClio("conn_1", clio.send);
    const all = await Promise.all(Array.from({ length: 20 }, () => call(CONTACTS)));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]));
    expect(door.asked(REPORT)).toHaveLength(1);
    expect(door.asked(TOKEN)).toHaveLength(2);
  });

  it("gives the second 401 to the caller, and throws when the door has no token any more", async () => {
    const clio = clioWithout("token-1", "token-2");
    const call = clientOf(openDoor().send).withClio("conn_1", clio.send);
    expect((await call(CONTACTS)).status).toBe(401);
    expect(clio.calls).toHaveLength(2);

    const answers = [json(tokenOf("token-1")), problem(409, "access_ended")];
    const ended = answering({
      [TOKEN]: () => answers.shift() ?? new Error("none"),
      [REPORT]: () => json({}),
    });
    const other = clientOf(ended.send).withClio("conn_1", clioWithout("token-1").send);
    await expect(other(CONTACTS)).rejects.toMatchObject({ code: "access_ended" });
  });

  it("repeats nothing but a 401, and no stream", async () => {
    const door = openDoor();
    const client = clientOf(door.send);
    for (const answer of [() => json({}, 500), () => json({}, 429), () => new Error("cut off")]) {
      const clio = answering({ [CONTACTS]: answer });
      const call = client.withClio("conn_1", clio.send);
      await call(CONTACTS, { method: "POST", body: "{}" }).catch(() => undefined);
      expect(clio.calls).toHaveLength(1);
    }
    expect(door.asked(REPORT)).toEqual([]);
    const clio = clioWithout("token-1");
    const body = new Blob(["{}"]).stream();
    const response = await client.withClio("conn_1", clio.send)(CONTACTS, { method: "POST", body });
    expect([response.status, clio.calls.length]).toEqual([401, 1]);
    expect(door.asked(REPORT)).toHaveLength(1);
  });

  it("reports a 403 of Clio's own once a minute, and not a page of its firewall's", async () => {
    const door = openDoor();
    const client = clientOf(door.send);
    const refusing = answering({ [CONTACTS]: () => json({ error: {} }, 403) });
    const call = client.withClio("conn_1", refusing.send);
    for (const init of [{}, {}, { method: "PATCH", body: "{}" }]) {
      const response = await call(CONTACTS, init);
      expect([response.status, await response.json()]).toEqual([403, { error: {} }]);
    }
    const bodies = () => door.asked(REPORT).map(sentBy);
    expect(bodies()).toEqual([
      { status: 403, resource: "contacts", access: "read" },
      { status: 403, resource: "contacts", access: "write" },
    ]);
    vi.advanceTimersByTime(61_000);
    await call(CONTACTS);
    expect(bodies()).toHaveLength(3);
    const wall = new Response("<html>", { status: 403, headers: { "content-type": "text/html" } });
    const walled = answering({ [CONTACTS]: () => wall });
    expect((await client.withClio("conn_1", walled.send)(CONTACTS)).status).toBe(403);
    expect(bodies()).toHaveLength(3);
  });

  it("tells of a write that worked once a day, and never of a read", async () => {
    const door = openDoor();
    const call = clientOf(door.send).withClio("conn_1", clioWithout().send);
    await call(CONTACTS);
    expect(door.asked(REPORT)).toEqual([]);
    for (let times = 0; times < 3; times += 1) await call(CONTACTS, { method: "POST", body: "{}" });
    expect(door.asked(REPORT)).toHaveLength(1);
    vi.advanceTimersByTime(25 * 60 * 60_000);
    await call(CONTACTS, { method: "POST", body: "{}" });
    expect(door.asked(REPORT)).toHaveLength(2);
  });

  it("knows no permission of an address that it does not know", async () => {
    const door = openDoor();
    const clio = answering({ "/api/v4/odd": () => json({ error: {} }, 403) });
    expect((await clientOf(door.send).withClio("conn_1", clio.send)("/api/v4/odd")).status).toBe(
      403,
    );
    expect(door.asked(REPORT)).toEqual([]);
  });

  it("gives Clio's answer also when the door takes no report", async () => {
    const door = answering({
      [TOKEN]: () => json(tokenOf("token-1")),
      [REPORT]: () => problem(403, "right_missing"),
    });
    const refusing = answering({ [CONTACTS]: () => json({ error: {} }, 403) });
    const call = clientOf(door.send).withClio("conn_1", refusing.send);
    expect((await call(CONTACTS)).status).toBe(403);
  });

  it("takes the token to no other host", async () => {
    const clio = clioWithout();
    const call = clientOf(openDoor().send).withClio("conn_1", clio.send);
    for (const path of [
      "https://evil.test/api/v4/x",
      "//evil.test/x",
      "/\\evil.test/x",
      "api/v4/x",
    ]) {
      await expect(call(path)).rejects.toThrow(TypeError);
    }
    expect(clio.calls).toEqual([]);
  });
});

describe("listConnections", () => {
  it("asks page after page, as far as it is read", async () => {
    const pages = [
      { connections: [{ id: "conn_1" }, { id: "conn_2" }], next_cursor: "c2" },
      { connections: [{ id: "conn_3" }], next_cursor: null },
    ];
    const door = answering({
      "/v1/connections": ({ url }) => json(pages[new URL(url).searchParams.has("cursor") ? 1 : 0]),
    });
    const client = clientOf(door.send);
    const ids: string[] = [];
    const filter = { status: ["working", "checking"], live: true, limit: 2 } as const;
    for await (const { id } of client.listConnections(filter)) ids.push(id);
    expect(ids).toEqual(["conn_1", "conn_2", "conn_3"]);
    expect(door.calls.map(({ url }) => new URL(url).search)).toEqual([
      "?status=working%2Cchecking&live=true&limit=2",
      "?status=working%2Cchecking&live=true&limit=2&cursor=c2",
    ]);
    for await (const _ of client.listConnections()) break;
    expect(door.calls).toHaveLength(3);
  });
});
