import { cookies } from "next/headers";
import { NextResponse, type NextRequest } from "next/server";
import { completeConnection } from "@/lib/connection/complete-connection";
import { toAppError } from "@/lib/errors";
import { cookieName, cookieOptions } from "@/lib/web/auth";
import { contextOf, currentSession, systemContext } from "@/lib/web/context";
import { encodeFlash, FLASH_SECONDS } from "@/lib/web/flash";

const NOT_YOURS =
  "This return from Clio was too late, already used, or opened in another browser. Nothing has changed. Please start again.";

/**
 * The return from Clio's approval screen. Answers 303 to a clean address at once; nothing of the
 * query reaches a page.
 */
export async function GET(request: NextRequest): Promise<NextResponse> {
  const system = systemContext("callback");
  const to = (path: string) => NextResponse.redirect(new URL(path, system.env.PORTAL_URL), 303);
  // Next maps HEAD to GET: it must not claim the attempt.
  if (request.method !== "GET") return new NextResponse(null, { status: 405 });
  const jar = await cookies();
  const tell = (message: string) =>
    jar.set(cookieName("flash"), encodeFlash({ message }), cookieOptions(FLASH_SECONDS));
  const session = await currentSession();
  const ctx = session && contextOf(session);
  if (ctx?.actor.kind !== "firm") {
    tell(NOT_YOURS);
    return to("/sign-in");
  }
  try {
    const done = await completeConnection(ctx, {
      parameters: new URLSearchParams(request.nextUrl.search),
      browserToken: jar.get(cookieName("connect"))?.value ?? null,
    });
    if (done.kind !== "not_yours") return to(`/onboarding/status?attempt=${done.attemptId}`);
    tell(NOT_YOURS);
    return to("/onboarding/connect");
  } catch (thrown) {
    const error = toAppError(thrown);
    ctx.log.error({ err: error }, "a return from Clio could not be handled");
    tell(error.human);
    return to("/onboarding/connect");
  }
}
