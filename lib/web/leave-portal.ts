import "server-only";
import { NextResponse } from "next/server";
import { services } from "./services";

/**
 * The way to another site as the answer to a form: to Clio, or to the organisation's own sign-in. A
 * script gets JSON and goes there by itself. Without one the answer must not be a redirect: `form-action
 * 'self'` is checked on every hop after a post, so a small page of ours goes on. `name` is the site's.
 */
export function leavePortal(answer: NextResponse, name: string): NextResponse {
  const location = answer.headers.get("location");
  const isAway =
    location !== null && new URL(location).origin !== new URL(services().env.PORTAL_URL).origin;
  if (!isAway) return answer;
  const url = location.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>On to ${name}</title><meta http-equiv="refresh" content="0;url=${url}"></head><body><main><h1>On to ${name}</h1><p><a href="${url}">Go on to ${name}</a></p></main></body></html>`;
  const headers = new Headers(answer.headers);
  headers.delete("location");
  headers.set("content-type", "text/html; charset=utf-8");
  return new NextResponse(page, { status: 200, headers });
}
