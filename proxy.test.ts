import { NextRequest } from "next/server";
import { describe, expect, it } from "vitest";
import { policyWith, proxy } from "./proxy";

const visit = (headers: Record<string, string> = {}, method = "GET") =>
  proxy(new NextRequest("http://127.0.0.1:3000/onboarding", { method, headers }));

const policy = (response: Response) => response.headers.get("Content-Security-Policy") ?? "";
const nonceOf = (response: Response) => /'nonce-([^']+)'/.exec(policy(response))?.[1];

describe("OC-26 the policy", () => {
  it("allows nothing but our own files and scripts with the nonce", () => {
    expect(policyWith("abc", false).split("; ")).toEqual([
      "default-src 'none'",
      "script-src 'nonce-abc' 'strict-dynamic'",
      "style-src 'self' 'nonce-abc'",
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "manifest-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "object-src 'none'",
      "report-uri /api/policy-reports",
    ]);
  });

  it("never allows inline or evaluated code outside development", () => {
    expect(policyWith("abc", false)).not.toMatch(/unsafe/);
  });

  it("has another nonce for each of 100 requests", () => {
    const nonces = Array.from({ length: 100 }, () => nonceOf(visit()));
    expect(new Set(nonces).size).toBe(100);
    expect(nonces[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  it("is not influenced by the client's own headers", () => {
    const response = visit({
      "Content-Security-Policy": "script-src 'nonce-evil'",
      "X-Nonce": "evil",
    });
    expect(JSON.stringify([...response.headers])).not.toContain("evil");
    expect(response.headers.get("x-middleware-request-x-nonce")).toBe(nonceOf(response));
  });
});

describe("the flash message", () => {
  const html = { Accept: "text/html", Cookie: "a=1; anteroom-flash=hello" };
  const cleared = "anteroom-flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax";

  it("is cleared by the page that shows it, which still reads it", () => {
    const response = visit(html);
    expect(response.headers.getSetCookie()).toEqual([cleared]);
    expect(response.headers.get("x-middleware-set-cookie")).toBeNull();
    expect(response.headers.get("x-middleware-request-cookie")).toContain("anteroom-flash=hello");
  });

  it("is cleared with the flags of its https name", () => {
    const response = visit({ ...html, Cookie: "__Host-anteroom-flash=hello" });
    expect(response.headers.getSetCookie()).toEqual([`__Host-${cleared}; Secure`]);
  });

  it.each([
    ["data for a page already shown", { ...html, RSC: "1" }],
    ["a prefetch", { ...html, "Sec-Purpose": "prefetch;prerender" }],
    ["a script's request", { ...html, Accept: "application/json" }],
    ["a page without a message", { Accept: "text/html", Cookie: "anteroom-flash-2=x" }],
  ])("stays for %s", (_, headers) => {
    expect(visit(headers).headers.getSetCookie()).toEqual([]);
  });

  it("stays for a post", () => {
    expect(visit(html, "POST").headers.getSetCookie()).toEqual([]);
  });
});
