import type { AccessToken } from "./api-types.js";
import { type ClioResource, resourceOf } from "./clio-resource.js";
import type { Fetch } from "./door.js";

/** A call of Clio's: an address of its host, such as `/api/v4/matters?fields=id`, and what `fetch` takes. */
export type ClioFetch = (path: string, init?: RequestInit) => Promise<Response>;

/** What Clio answered to a call that needs a permission, where that is news: see `newsOf`. */
export interface Met {
  status: number;
  resource: ClioResource;
  access: "read" | "write";
}

/** What calls need of the door. */
export interface TokenSource {
  token: (connectionId: string) => Promise<AccessToken>;
  /** Tells the door that Clio refused this token, and has it forgotten; once for all who met it. */
  renew: (connectionId: string, refused: AccessToken) => Promise<void>;
  /** Tells the door in the background; never throws. */
  report: (connectionId: string, met: Met) => void;
}

/** Clio's firewall refuses the names that programs have by themselves. */
const USER_AGENT = "Anteroom-Client/0.1";

/**
 * Calls of Clio's for one connection, with its token, host and version of the API. After a 401 the door
 * is told and the call is made once more with a fresh token: Clio did nothing for the first. Nothing else
 * is ever repeated. A 403, and a write that worked, are told to the door, which looks into the one and
 * keeps the other. Whatever it is, the caller gets Clio's answer.
 */
export function clioFetch(source: TokenSource, connectionId: string, send: Fetch): ClioFetch {
  const tell = (path: string, init: RequestInit, response: Response) => {
    const news = newsOf(path, init, response);
    if (news) source.report(connectionId, news);
    return response;
  };
  return async (path, init = {}) => {
    const token = await source.token(connectionId);
    const response = await send(addressOf(token, path), withToken(token, init));
    if (response.status !== 401) return tell(path, init, response);
    await source.renew(connectionId, token);
    if (!isThereAgain(init.body)) return response;
    const fresh = await source.token(connectionId);
    await response.body?.cancel();
    return tell(path, init, await send(addressOf(fresh, path), withToken(fresh, init)));
  };
}

/** A permission that Clio refused, or one to write that it showed to work; reads that work are no news. */
function newsOf(path: string, init: RequestInit, response: Response): Met | null {
  const resource = resourceOf(path);
  if (!resource) return null;
  const access = /^(?:GET|HEAD)$/i.test(init.method ?? "GET") ? "read" : "write";
  const isNews = response.ok ? access === "write" : isPermission(response);
  return isNews ? { status: response.status, resource, access } : null;
}

/** Throws for an address of any other host: the token must not get there. */
function addressOf({ api_origin: origin }: AccessToken, path: string): string {
  const url = new URL(path, origin);
  if (!path.startsWith("/") || url.origin !== origin) {
    throw new TypeError("withClio takes a path of Clio's API, such as /api/v4/matters");
  }
  return url.href;
}

function withToken(token: AccessToken, init: RequestInit): RequestInit {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${token.access_token}`);
  headers.set("x-api-version", token.api_version);
  if (!headers.has("user-agent")) headers.set("user-agent", USER_AGENT);
  return { redirect: "error", ...init, headers };
}

/** A stream has been read by the first call: there is nothing left to send. */
function isThereAgain(body: RequestInit["body"]): boolean {
  return typeof body !== "object" || body === null || !(Symbol.asyncIterator in body);
}

/** A 403 of Clio's own is JSON; a page is its firewall's, and says nothing of permissions. */
function isPermission(response: Response): boolean {
  return response.status === 403 && /\bjson\b/.test(response.headers.get("content-type") ?? "");
}
