import net from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { useTracer } from "@/lib/telemetry/tracing";
import { currentTrail } from "@/lib/telemetry/trail";
import { request, send, startFront } from "./testing/raw";

type Front = Awaited<ReturnType<typeof startFront>>;
const running: Front[] = [];

async function front(...options: Parameters<typeof startFront>): Promise<Front> {
  const started = await startFront(...options);
  running.push(started);
  return started;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

describe("hosts", () => {
  const foreign: Record<string, string>[] = [
    { Host: "evil.test" },
    { Host: "portal.test.evil.test" },
    { Host: "portal.test:8080" },
    { Host: "portal.test." },
    { Host: "evil.test, portal.test" },
    { Host: "user@portal.test" },
    { Host: "" },
    { Host: "evil.test", "X-Forwarded-Host": "portal.test" },
    { Host: "evil.test", Forwarded: "host=portal.test" },
  ];

  it.each(foreign)("OC-29 refuses %o with 421 and names the right address", async (headers) => {
    const { send: ask, seen } = await front();
    const answer = await ask(request("GET /sign-in", headers));
    expect(answer.status).toBe(421);
    expect(answer.body).toBe("This portal is at http://portal.test\n");
    expect(seen).toEqual([]);
  });

  it("OC-29 refuses two hosts, and none", async () => {
    const { send: ask, seen } = await front();
    const two = "GET / HTTP/1.1\r\nHost: portal.test\r\nHost: evil.test\r\n\r\n";
    expect((await ask(two)).status).toBe(400);
    expect((await ask("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")).status).toBe(421);
    expect((await ask("GET / HTTP/1.0\r\n\r\n")).status).toBe(421);
    expect(seen).toEqual([]);
  });

  it("answers the portal's own host in any spelling of letters and port", async () => {
    const { send: ask } = await front();
    for (const Host of ["portal.test", "PORTAL.test", "portal.test:80"]) {
      expect((await ask(request("GET /", { Host }))).status).toBe(200);
    }
  });

  it("refuses a path that is not UTF-8, and a NUL anywhere", async () => {
    const { send: ask, seen } = await front();
    for (const target of ["/l/%", "/l/%ff%fe", "/l/%c0%bc", "/%00", "/sign-in?x=a%00b"]) {
      expect([target, (await ask(request(`GET ${target}`))).status]).toEqual([target, 400]);
    }
    expect(seen).toEqual([]);
    expect((await ask(request("GET /l/%e2%82%ac?x=%ff%"))).status).toBe(200);
  });

  it("OC-29 refuses addresses that carry a host of their own", async () => {
    const { send: ask, seen } = await front();
    for (const target of ["http://evil.test/", "//evil.test/", "/\\evil.test", "*", "/a\\b"]) {
      expect([target, (await ask(request(`GET ${target}`))).status]).toEqual([target, 400]);
    }
    expect(seen).toEqual([]);
  });
});

describe("forwarding headers", () => {
  const claims = {
    "X-Forwarded-For": "198.51.100.7, 203.0.113.9",
    "X-Forwarded-Host": "evil.test",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "444",
    "X-Forwarded-Prefix": "/evil",
    "X-Real-Ip": "198.51.100.7",
    "X-Anteroom-Client-Ip": "198.51.100.7",
    Forwarded: "for=198.51.100.7;host=evil.test;proto=https",
  };

  it("OC-09 a client's own claims never reach the portal", async () => {
    const { send: ask, seen } = await front();
    await ask(request("GET /", claims));
    expect(seen[0]?.headers).toEqual({
      host: "portal.test",
      connection: "close",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-host": "portal.test",
      "x-forwarded-proto": "http",
      "x-anteroom-client-ip": "127.0.0.1",
    });
  });

  it("LK-10 believes as many proxies as are ours, counted from our end", async () => {
    const { send: ask, seen } = await front({
      trustedProxyHops: 1,
      portalUrl: "https://portal.test",
    });
    await ask(request("GET /", claims));
    expect(seen[0]?.headers["x-anteroom-client-ip"]).toBe("203.0.113.9");
    expect(seen[0]?.headers["x-forwarded-for"]).toBe("203.0.113.9");
    expect(seen[0]?.headers["x-forwarded-proto"]).toBe("https");
  });

  it("drops headers that speak with Next's own voice, and keeps those of its links", async () => {
    const { send: ask, seen } = await front();
    const hostile = {
      "Content-Security-Policy": "script-src 'nonce-evil'",
      "Content-Security-Policy-Report-Only": "script-src 'nonce-evil'",
      "X-Nonce": "evil",
      "X-Middleware-Subrequest": "proxy:proxy:proxy",
      "X-Middleware-Rewrite": "http://evil.test/",
      "X-Middleware-Set-Cookie": "a=b",
      "X-Matched-Path": "/staff",
      "X-Now-Route-Matches": "1",
      "X-Invoke-Path": "/staff",
      "X-Original-Url": "/staff",
      "X-Http-Method-Override": "POST",
      "X-Prerender-Revalidate": "x",
      "Next-Action": "00",
      "Next-Resume": "1",
    };
    const kept = { RSC: "1", "Next-Router-Prefetch": "1", "Next-Router-State-Tree": "x" };
    await ask(request("GET /", { ...hostile, ...kept }));
    const names = Object.keys(seen[0]?.headers ?? {});
    for (const name of Object.keys(hostile)) expect(names).not.toContain(name.toLowerCase());
    for (const name of Object.keys(kept)) expect(names).toContain(name.toLowerCase());
  });
});

describe("methods and framing", () => {
  it.each(["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])(
    "OC-14 %s is refused before the portal sees it",
    async (method) => {
      const { send: ask, seen } = await front();
      const answer = await ask(request(`${method} /api/clio/callback?code=x`));
      expect(answer.status).toBe(405);
      expect(answer.headers["allow"]).toBe("GET, HEAD, POST");
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
      expect(seen).toEqual([]);
    },
  );

  it("a form is sent to handlers alone, never to a page", async () => {
    const { send: ask, seen } = await front();
    const answer = await ask(request("POST /sign-in", { "Content-Length": "3" }, "a=b"));
    expect([answer.status, answer.headers["allow"]]).toEqual([405, "GET, HEAD"]);
    expect(seen).toEqual([]);
  });

  it("CONNECT and web sockets are refused", async () => {
    const { send: ask, seen } = await front();
    expect((await ask("CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test\r\n\r\n")).status).toBe(
      405,
    );
    const upgrade = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Key": "eA==" };
    expect((await ask(request("GET /_next/webpack-hmr", upgrade))).status).toBe(400);
    expect(seen).toEqual([]);
  });

  const unclear: [string, string][] = [
    ["both lengths", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"],
    ["a signed length", "Content-Length: +5\r\n\r\nhello"],
    ["another encoding", "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"],
    ["a hidden encoding", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"],
    [
      "encodings twice",
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    ],
    ["a space before the colon", "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"],
    ["a bad chunk", "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"],
  ];
  it.each(unclear)("a body with %s is refused", async (_, rest) => {
    const { send: ask, seen } = await front();
    const answer = await ask(`POST /api/sign-in HTTP/1.1\r\nHost: portal.test\r\n${rest}`);
    expect(answer.status).toBe(400);
    expect(seen).toEqual([]);
  });

  it("a GET with a body is refused", async () => {
    const { send: ask, seen } = await front();
    expect((await ask(request("GET /", { "Content-Length": "1" }, "x"))).status).toBe(400);
    expect(seen).toEqual([]);
  });

  it("an unknown expectation is refused", async () => {
    const { send: ask } = await front();
    expect((await ask(request("GET /", { Expect: "miracles" }))).status).toBe(417);
  });
});

describe("the trail of a request", () => {
  it("each request has an id of its own, in the front's line and for everything that it calls", async () => {
    const found: (string | undefined)[] = [];
    const { send: ask, lines } = await front({
      reply: async (_request, response) => {
        await new Promise((resolve) => setImmediate(resolve));
        found.push(currentTrail()?.requestId);
        response.end();
      },
    });
    await ask(request("GET /onboarding"));
    await ask(request("GET /onboarding", { "X-Request-Id": "mine", Traceparent: "mine" }));
    const told = lines
      .map((line) => JSON.parse(line) as { msg: string; requestId: string })
      .filter(({ msg }) => msg === "request");
    expect(told.map(({ requestId }) => requestId)).toEqual(found);
    expect(new Set(found).size).toBe(2);
    expect(found.every((id) => id?.startsWith("req_"))).toBe(true);
  });

  it("a span says the route and how it ended, and nothing of what stands in an address", async () => {
    const spans: { name: string; parent: string | null; said: object[]; failed: string[] }[] = [];
    useTracer({
      start(name, { parent, attributes }) {
        const span = { name, parent, said: [attributes ?? {}], failed: [] as string[] };
        spans.push(span);
        return {
          traceparent: "00-x",
          rename: () => {},
          set: (more) => void span.said.push(more),
          fail: (code) => void span.failed.push(code),
          end: () => void span.said.push({ ended: true }),
        };
      },
    });
    try {
      const { send: ask } = await front({
        reply: () => {
          throw new Error("a secret text");
        },
      });
      await ask(request("GET /l/cin_secret?x=secret", { Traceparent: `00-${"a".repeat(32)}-1` }));
      await ask(request("GET /_next/static/x.js"));
    } finally {
      useTracer(undefined);
    }
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({ name: "GET /l/[…]", parent: null, failed: ["500"] });
    expect(Object.assign({}, ...(spans[0]?.said ?? []))).toEqual({
      "http.request.method": "GET",
      "http.route": "/l/[…]",
      "http.response.status_code": 500,
      ended: true,
    });
  });
});

describe("limits", () => {
  const kib64 = 64 * 1024;
  const chunked = (size: number) => `${size.toString(16)}\r\n${"a".repeat(size)}\r\n0\r\n\r\n`;

  it("a body of 64 KiB arrives whole, with a length or in chunks", async () => {
    const { send: ask, seen } = await front();
    const body = "a".repeat(kib64);
    const length = { "Content-Length": String(kib64) };
    expect((await ask(request("POST /api/x", length, body))).status).toBe(200);
    const parts = { "Transfer-Encoding": "chunked" };
    expect((await ask(request("POST /api/x", parts, chunked(kib64)))).status).toBe(200);
    expect(seen.map((one) => one.body.length)).toEqual([kib64, kib64]);
    expect(seen[1]?.headers["content-length"]).toBe(String(kib64));
    expect(seen[1]?.headers["transfer-encoding"]).toBeUndefined();
  });

  it("one byte more is refused with a sentence, and the portal never sees it", async () => {
    const { send: ask, seen } = await front();
    const length = { "Content-Length": String(kib64 + 1) };
    const announced = await ask(request("POST /api/x", length, "a".repeat(kib64 + 1)));
    const parts = { "Transfer-Encoding": "chunked" };
    const counted = await ask(request("POST /api/x", parts, chunked(kib64 + 1)));
    expect([announced.status, counted.status]).toEqual([413, 413]);
    expect(counted.body).toBe("This is more than the portal accepts (64 KiB).\n");
    expect(seen).toEqual([]);
  });

  it("the one address that takes a file takes 64 KiB with the form around them, and no more", async () => {
    const { send: ask, seen } = await front();
    const upload = (size: number, path = "/api/staff/settings/logo") =>
      ask(request(`POST ${path}`, { "Content-Length": String(size) }, "a".repeat(size)));
    expect((await upload(kib64 + 4096)).status).toBe(200);
    expect((await upload(kib64 + 4097)).status).toBe(413);
    expect((await upload(kib64 + 1, "/api/staff/settings/logo?more")).status).toBe(413);
    expect((await upload(kib64 + 1, "/api/staff/settings/logo/more")).status).toBe(413);
    expect(seen.map((one) => one.body.length)).toEqual([kib64 + 4096]);
  });

  it("a sender of much more still gets the answer", async () => {
    const { send: ask } = await front();
    const body = "a".repeat(600 * 1024);
    const answer = await ask(
      request("POST /api/x", { "Content-Length": String(body.length) }, body),
    );
    expect(answer.status).toBe(413);
  });

  it("long addresses and headers are refused", async () => {
    const { send: ask, seen } = await front();
    expect((await ask(request(`GET /${"a".repeat(8 * 1024)}`))).status).toBe(414);
    expect((await ask(request("GET /", { Cookie: "a".repeat(17 * 1024) }))).status).toBe(431);
    expect(seen).toEqual([]);
  });

  it("what is not HTTP gets 400", async () => {
    const { send: ask } = await front();
    expect((await ask("\x16\x03\x01 hello\r\n\r\n")).status).toBe(400);
  });
});

describe("every response", () => {
  const everywhere = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "strict-origin",
    "cache-control": "private, no-store",
  };
  const requests: [string, string][] = [
    ["a page", request("GET /")],
    ["a foreign host", request("GET /", { Host: "evil.test" })],
    ["a refused method", request("TRACE /")],
    ["CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["a long body", request("POST /api/x", { "Content-Length": "70000" }, "a".repeat(70_000))],
    ["long headers", request("GET /", { Cookie: "a".repeat(17 * 1024) })],
    ["not HTTP", "nonsense\r\n\r\n"],
    ["a failure", request("GET /boom")],
    ["an expectation", request("GET /", { Expect: "miracles" })],
  ];

  it.each(requests)("OC-27 OC-28 OC-32 has the headers: %s", async (_, text) => {
    const { send: ask } = await front({
      portalUrl: "https://portal.test",
      reply: (incoming, response) => {
        if (incoming.url === "/boom") throw new Error("boom");
        response.setHeader("X-Powered-By", "Next.js");
        response.writeHead(200, "Fine", { "Cache-Control": "s-maxage=31536000" });
        response.end();
      },
    });
    const { headers } = await ask(text);
    expect(headers).toMatchObject(everywhere);
    expect(headers["strict-transport-security"]).toBe("max-age=63072000; includeSubDomains");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["x-powered-by"]).toBeUndefined();
  });

  it("only what an address names by its content may be kept", async () => {
    const { send: ask } = await front({
      reply: (incoming, response) => {
        response.statusCode = incoming.url?.includes("0000") ? 404 : 200;
        response.end();
      },
    });
    const kept = async (path: string) =>
      (await ask(request(`GET ${path}`))).headers["cache-control"];
    const forAYear = "public, max-age=31536000, immutable";
    expect(await kept("/brand/logo/0123456789abcdef.png")).toBe(forAYear);
    expect(await kept("/brand/accent/1f5f8b.css")).toBe(forAYear);
    for (const path of [
      "/brand/logo/0000456789abcdef.png",
      "/brand/logo/0123456789abcdef.png?x",
      "/brand/logo/0123456789abcdef.png/more",
      "/brand/accent/1f5f8b.css/../../staff",
      "/brand/other",
    ]) {
      expect([path, await kept(path)]).toEqual([path, "private, no-store"]);
    }
  });

  it("OC-32 no HSTS on plain http", async () => {
    const { send: ask } = await front();
    expect((await ask(request("GET /"))).headers["strict-transport-security"]).toBeUndefined();
  });

  it("OC-26 a page's own policy stays", async () => {
    const { send: ask } = await front({
      reply: (_, response) => {
        response.setHeader("Content-Security-Policy", "default-src 'none'; script-src 'nonce-a'");
        response.end();
      },
    });
    const { headers } = await ask(request("GET /"));
    expect(headers["content-security-policy"]).toContain("nonce-a");
  });

  it("OC-28 built files alone may be kept, and only when they exist", async () => {
    const { send: ask } = await front({
      reply: (incoming, response) => {
        response.statusCode = incoming.url?.includes("missing") ? 404 : 200;
        response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
        response.end();
      },
    });
    const kept = async (path: string) =>
      (await ask(request(`GET ${path}`))).headers["cache-control"];
    expect(await kept("/_next/static/a.js")).toBe("public, max-age=31536000, immutable");
    expect(await kept("/_next/static/missing.js")).toBe("private, no-store");
    expect(await kept("/onboarding/x.css")).toBe("private, no-store");
  });
});

describe("failures and the log", () => {
  it("a failing handler answers 500 without details, and the next request works", async () => {
    const { send: ask, lines } = await front({
      reply: (incoming, response) => {
        if (incoming.url === "/boom") throw new Error("canary-in-error");
        response.end("fine");
      },
    });
    const answer = await ask(request("GET /boom"));
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain("canary");
    expect((await ask(request("GET /"))).body).toBe("fine");
    expect(lines.join("")).toContain("request failed");
  });

  it("OC-24 the log has paths without queries, links and identifiers", async () => {
    const { send: ask, lines, stop } = await front();
    const secret = "cin_canary0123456789";
    const paths = [`/l/${secret}`, `/api/links/${secret}`, `/api/clio/deauthorized/${secret}`];
    for (const path of [...paths, `/api/clio/callback?code=${secret}`, `/staff/firms/${secret}`]) {
      await ask(request(`GET ${path}`));
    }
    await stop();
    expect(lines.join("")).not.toContain("canary");
    expect(lines.map((line) => (JSON.parse(line) as { path: string }).path)).toEqual([
      "/l/[…]",
      "/api/links/[…]",
      "/api/clio/deauthorized/[…]",
      "/api/clio/callback",
      "/staff/firms/[…]",
    ]);
  });

  it("a client that goes away in the middle of its body disturbs nobody", async () => {
    const { port, send: ask, seen } = await front();
    const socket = net.connect(port, "127.0.0.1");
    socket.write(request("POST /api/x", { "Content-Length": "100" }, "half"));
    await new Promise((resolve) => socket.once("connect", resolve));
    socket.destroy();
    expect((await ask(request("GET /"))).status).toBe(200);
    expect(seen.map((one) => one.method)).toEqual(["GET"]);
  });
});

describe("stopping", () => {
  it("R-05 finishes the running request, refuses new ones, and may be called twice", async () => {
    let entered = () => {};
    let release = () => {};
    const inside = new Promise<void>((resolve) => (entered = resolve));
    const held = new Promise<void>((resolve) => (release = resolve));
    const {
      port,
      send: ask,
      stop,
    } = await front({
      reply: async (_, response) => {
        entered();
        await held;
        response.end("done");
      },
    });
    const running1 = ask("GET / HTTP/1.1\r\nHost: portal.test\r\n\r\n");
    await inside;
    const stopped = Promise.all([stop(), stop()]);
    await expect(send(port, request("GET /"))).rejects.toThrow(/ECONNREFUSED/);
    release();
    expect((await running1).body).toContain("done");
    await stopped;
  });
});
