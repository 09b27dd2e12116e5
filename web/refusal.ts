import type { IncomingMessage } from "node:http";
import { MAX_URL_BYTES } from "./limits";

export interface Refusal {
  status: 400 | 405 | 413 | 414 | 421;
  text: string;
  /** With 405: the methods of this address. */
  allow?: string;
}

const METHODS = new Set(["GET", "HEAD", "POST"]);

type Request = Pick<IncomingMessage, "method" | "url" | "headers" | "rawHeaders" | "httpVersion">;

/**
 * Why a request is refused before anything of the portal sees it, or null. `portalUrl` is the
 * portal's own origin: no other host is answered, whatever a client or a proxy claims.
 */
export function refusal(request: Request, portalUrl: URL): Refusal | null {
  if (!METHODS.has(request.method ?? "")) {
    return { status: 405, text: "This method is not used here.", allow: "GET, HEAD, POST" };
  }
  const url = request.url ?? "";
  if (Buffer.byteLength(url) > MAX_URL_BYTES) {
    return { status: 414, text: "This address is too long." };
  }
  // Absolute and doubled forms (`http://other/`, `//other/`, `/\other`) can name another host.
  if (!/^\/(?![/\\])[^\\#\s]*$/.test(url)) {
    return { status: 400, text: "This address cannot be read." };
  }
  if (!isDecodable(url)) return { status: 400, text: "This address cannot be read." };
  // Forms are sent to handlers alone: a page would look in them for an action of its framework's.
  if (request.method === "POST" && !url.startsWith("/api/")) {
    return { status: 405, text: "Nothing is sent to this address.", allow: "GET, HEAD" };
  }
  return framingRefusal(request) ?? hostRefusal(request, portalUrl);
}

/** The path is UTF-8, and no NUL is anywhere: routing and the database would stumble over them. */
function isDecodable(url: string): boolean {
  if (url.includes("%00")) return false;
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

/** Two readers must never disagree about where a request ends. */
function framingRefusal(request: Request): Refusal | null {
  const length = request.headers["content-length"];
  const encoding = request.headers["transfer-encoding"];
  const doubtful =
    (encoding !== undefined && length !== undefined) ||
    (encoding !== undefined && (encoding !== "chunked" || request.httpVersion !== "1.1")) ||
    (length !== undefined && !/^\d{1,15}$/.test(length));
  if (doubtful) return { status: 400, text: "The length of this request is not clear." };
  const hasBody = encoding !== undefined || (length !== undefined && Number(length) > 0);
  if (hasBody && request.method !== "POST") {
    return { status: 400, text: "This request must not have a body." };
  }
  return null;
}

function hostRefusal(request: Request, portalUrl: URL): Refusal | null {
  const names = request.rawHeaders.filter((_, index) => index % 2 === 0);
  const hosts = names.filter((name) => name.toLowerCase() === "host").length;
  if (hosts > 1) return { status: 400, text: "This request names more than one host." };
  const host = request.headers.host?.toLowerCase();
  const withPort = `${portalUrl.hostname}:${portalUrl.port || (portalUrl.protocol === "https:" ? 443 : 80)}`;
  if (host === portalUrl.host || host === withPort) return null;
  return { status: 421, text: `This portal is at ${portalUrl.origin}` };
}
