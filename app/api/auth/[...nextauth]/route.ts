import { cookies } from "next/headers";
import { NextResponse, type NextRequest } from "next/server";
import { toAppError } from "@/lib/errors";
import { completeOidc, type CompletedOidc } from "@/lib/identity/complete-oidc";
import { browserName } from "@/lib/identity/staff-rules";
import { cookieName } from "@/lib/web/auth";
import { currentSession, systemContext } from "@/lib/web/context";
import { readFlash } from "@/lib/web/flash";
import { leaveFlash } from "@/lib/web/leave-flash";
import { setSession } from "@/lib/web/set-session";
import { staffPath, stepUpPath } from "@/lib/web/staff-path";

const CALLBACK = "/api/auth/callback/oidc";

/**
 * The return from the organisation's own sign-in, at the address that next-auth would use; every other
 * address below /api/auth is none of ours (docs/decisions/026-staff-sign-in.md). Answers 303 to a
 * clean address at once; nothing of the query reaches a page.
 */
export async function GET(request: NextRequest): Promise<NextResponse> {
  if (request.nextUrl.pathname !== CALLBACK) return new NextResponse(null, { status: 404 });
  // Next maps HEAD to GET: it must not claim the trip.
  if (request.method !== "GET") return new NextResponse(null, { status: 405 });
  const ctx = systemContext("single sign-on");
  const path = await complete(request).then(land, (thrown: unknown) => {
    const error = toAppError(thrown);
    ctx.log.error({ err: error }, "a return from single sign-on could not be handled");
    return "/sign-in?sso=unavailable";
  });
  return NextResponse.redirect(new URL(path, ctx.env.PORTAL_URL), 303);
}

async function complete(request: NextRequest): Promise<CompletedOidc> {
  const jar = await cookies();
  return completeOidc(systemContext("single sign-on"), {
    parameters: new URLSearchParams(request.nextUrl.search),
    browserToken: jar.get(cookieName("browser"))?.value ?? null,
    previousSessionId: (await currentSession())?.sessionId ?? null,
    browser: browserName(request.headers.get("user-agent")),
  });
}

async function land(done: CompletedOidc): Promise<string> {
  if (done.kind === "refused") {
    const { reason, next } = done;
    return next === null ? `/sign-in?sso=${reason}` : `${stepUpPath(next)}&sso=${reason}`;
  }
  await setSession(done.sessionToken);
  if (done.kind === "signed_in") return "/staff";
  const { values } = await readFlash();
  await leaveFlash({ values, isConfirmed: true });
  return staffPath(done.next);
}
