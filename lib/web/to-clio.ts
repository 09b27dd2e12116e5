import "server-only";
import { NextResponse } from "next/server";

/**
 * The way to Clio as the answer to a form. A script gets JSON and goes there by itself. Without one
 * the answer must not be a redirect: `form-action 'self'` is checked on every hop after a post, so a
 * small page of ours goes on to Clio.
 */
export function toClio(answer: NextResponse): NextResponse {
  const location = answer.headers.get("location");
  const isToClio = location !== null && new URL(location).pathname === "/oauth/authorize";
  if (!isToClio) return answer;
  const url = location.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>On to Clio</title><meta http-equiv="refresh" content="0;url=${url}"></head><body><main><h1>On to Clio</h1><p><a href="${url}">Go on to Clio</a></p></main></body></html>`;
  const headers = new Headers(answer.headers);
  headers.delete("location");
  headers.set("content-type", "text/html; charset=utf-8");
  return new NextResponse(page, { status: 200, headers });
}
