import { type NextRequest, NextResponse } from "next/server";
import { isTimelineQuery } from "@/lib/events/timeline-rules";
import { BAD_PATH_HEADER, isReadAddress, problemsOfAddress } from "@/lib/staff/addresses";
import { parametersOf } from "@/lib/web/parameters";

const FLASH = /^(__Host-)?anteroom-flash$/;

/**
 * Sets the content security policy with a fresh nonce, and clears the one-time flash message once
 * its page is shown. Never the lock: each page and handler asks lib/web who is there.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("hex");
  const policy = policyWith(nonce, process.env.NODE_ENV === "development");

  // Next reads the nonce from the request's own policy header and puts it on its scripts.
  const headers = new Headers(request.headers);
  headers.set("Content-Security-Policy", policy);
  headers.set("X-Nonce", nonce);
  const response = badAddress(request, headers) ?? NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);

  for (const { name } of isPageView(request) ? request.cookies.getAll() : []) {
    if (!FLASH.test(name)) continue;
    // Written by hand: `response.cookies` would take it from the page that is about to show it.
    const secure = name.startsWith("__Host-") ? "; Secure" : "";
    response.headers.append(
      "Set-Cookie",
      `${name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secure}`,
    );
  }
  return response;
}

const FIRM_PAGE = /^\/staff\/firms\/(firm_\w+)$/;

/** A page cannot choose its own status: an address that it cannot read is answered from here. */
function badAddress({ nextUrl }: NextRequest, headers: Headers): NextResponse | null {
  const parameters = parametersOf(nextUrl.searchParams);
  const page = nextUrl.clone();
  if (isReadAddress(nextUrl.pathname)) {
    if (problemsOfAddress(nextUrl.pathname, parameters).length === 0) return null;
    page.pathname = "/staff/bad-query";
    headers.set(BAD_PATH_HEADER, nextUrl.pathname);
  } else {
    const [, firmId] = FIRM_PAGE.exec(nextUrl.pathname) ?? [];
    if (!firmId || isTimelineQuery(parameters)) return null;
    page.pathname = `/staff/firms/${firmId}/bad-address`;
  }
  return NextResponse.rewrite(page, { status: 400, request: { headers } });
}

/** `dev`: React's error overlay evaluates code and hot reloading opens a web socket. */
export function policyWith(nonce: string, dev: boolean): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    dev ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${dev ? " ws:" : ""}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "report-uri /api/policy-reports",
  ].join("; ");
}

/** A person's browser showing a page: not a prefetch, and not data for a page already shown. */
function isPageView(request: NextRequest): boolean {
  const { headers } = request;
  const isPage = headers.get("Accept")?.includes("text/html") ?? false;
  const isPrefetch = /prefetch/.test(headers.get("Sec-Purpose") ?? headers.get("Purpose") ?? "");
  return request.method === "GET" && isPage && !headers.has("RSC") && !isPrefetch;
}

export const config = { matcher: ["/((?!_next/static/).*)"] };
