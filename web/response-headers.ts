import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from "node:http";

const NO_STORE = "private, no-store";
const FOR_A_YEAR = "public, max-age=31536000, immutable";
/** The agency's logo and colours: each address names its content, and none is anybody's secret. */
const BRAND = /^\/brand\/(logo\/[0-9a-f]{16}\.png|accent\/[0-9a-f]{6}\.css)$/;

/** For everything that is not a page of ours; proxy.ts sets the policy of pages. */
const BARE_POLICY =
  "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const FIXED = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  // Not no-referrer: browsers then send `Origin: null` with our own forms.
  "Referrer-Policy": "strict-origin",
  "Permissions-Policy":
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
  "X-Robots-Tag": "noindex, nofollow",
};

/** The headers that every response carries; `https` as the portal is reached from outside. */
export function fixedHeaders(https: boolean): Record<string, string> {
  if (!https) return FIXED;
  return { ...FIXED, "Strict-Transport-Security": "max-age=63072000; includeSubDomains" };
}

/** For responses written without Next: refusals, and answers to what is not HTTP. */
export function plainHeaders(https: boolean): Record<string, string> {
  return {
    ...fixedHeaders(https),
    "Content-Security-Policy": BARE_POLICY,
    "Cache-Control": NO_STORE,
    "Content-Type": "text/plain; charset=utf-8",
  };
}

type HeadersArgument = OutgoingHttpHeaders | OutgoingHttpHeader[];

/**
 * Makes `response` leave with our headers whatever Next or a route has set. They are put on in the
 * last moment, because Next sets its own (Cache-Control above all) while it renders.
 */
export function guardHeaders(response: ServerResponse, path: string, https: boolean): void {
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  response.writeHead = (
    status: number,
    reasonOrHeaders?: string | HeadersArgument,
    headers?: HeadersArgument,
  ) => {
    const reason = typeof reasonOrHeaders === "string" ? [reasonOrHeaders] : [];
    applyAll(response, typeof reasonOrHeaders === "string" ? headers : reasonOrHeaders);
    applyAll(response, fixedHeaders(https));
    response.removeHeader("X-Powered-By");
    if (!response.hasHeader("Content-Security-Policy")) {
      response.setHeader("Content-Security-Policy", BARE_POLICY);
    }
    // Built files carry a hash in their names and may be kept for ever; nothing else may be kept.
    const isBuiltFile = path.startsWith("/_next/static/") && status < 400;
    const isBrand = BRAND.test(path) && status === 200;
    if (!isBuiltFile) response.setHeader("Cache-Control", isBrand ? FOR_A_YEAR : NO_STORE);
    return writeHead(status, ...reason);
  };
}

function applyAll(response: ServerResponse, headers: HeadersArgument | undefined): void {
  if (Array.isArray(headers)) {
    for (let index = 0; index + 1 < headers.length; index += 2) {
      response.setHeader(String(headers[index]), headers[index + 1] ?? "");
    }
    return;
  }
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value !== undefined) response.setHeader(name, value);
  }
}
