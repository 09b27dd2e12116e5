import { cookies } from "next/headers";
import { NextResponse, type NextRequest } from "next/server";
import { startConnection } from "@/lib/connection/start-connection";
import { ATTEMPT_LIFE_MS } from "@/lib/connection/rules";
import { randomToken } from "@/lib/crypto/hash";
import { z } from "zod";
import { cookieName, cookieOptions } from "@/lib/web/auth";
import { handle } from "@/lib/web/handler";

const start = handle({
  who: "firm",
  schema: z.strictObject({}),
  page: "/onboarding/connect",
  run: async (ctx) => {
    const browserToken = randomToken();
    const { location } = await startConnection(ctx, { browserToken });
    const jar = await cookies();
    jar.set(cookieName("connect"), browserToken, cookieOptions(ATTEMPT_LIFE_MS / 1000));
    return location;
  },
});

/**
 * A script gets JSON and goes to Clio by itself. Without one the answer must not be a redirect:
 * `form-action 'self'` is checked on every hop after a post, so a page of ours goes on to Clio.
 */
export async function POST(request: NextRequest): Promise<NextResponse> {
  const answer = await start(request);
  const location = answer.headers.get("location");
  const isToClio = location !== null && new URL(location).pathname === "/oauth/authorize";
  if (!isToClio) return answer;
  const url = location.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>To Clio</title><meta http-equiv="refresh" content="0;url=${url}"></head><body><main><h1>On to Clio</h1><p><a href="${url}">Go on to Clio</a></p></main></body></html>`;
  const headers = new Headers(answer.headers);
  headers.delete("location");
  headers.set("content-type", "text/html; charset=utf-8");
  return new NextResponse(page, { status: 200, headers });
}
