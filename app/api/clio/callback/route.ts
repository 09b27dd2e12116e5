import { cookies } from "next/headers";
import { NextResponse, type NextRequest } from "next/server";
import { completeProof } from "@/lib/applications/complete-proof";
import { completeConnection } from "@/lib/connection/complete-connection";
import { loadAttempt } from "@/lib/connection/queries";
import type { Context } from "@/lib/context";
import { toAppError } from "@/lib/errors";
import { newReference } from "@/lib/ids";
import { stepWords } from "@/lib/onboarding/rules";
import { cookieName, cookieOptions } from "@/lib/web/auth";
import { contextOf, currentSession, systemContext } from "@/lib/web/context";
import { encodeFlash, FLASH_SECONDS, type Flash } from "@/lib/web/flash";
import { HANDED_BACK } from "@/lib/web/next-after";

const SIGN_IN_FIRST =
  "This return from Clio was too late, already used, or opened in another browser. Nothing has changed. Please sign in and start again.";

type Return = { parameters: URLSearchParams; browserToken: string | null };
/** Where the browser goes, and what the page there says if no attempt tells it. */
type Landing = { path: string; flash?: Flash };

/**
 * The return from Clio's approval screen, of a firm's attempt or of staff's proof. Answers 303 to a
 * clean address at once; nothing of the query reaches a page.
 */
export async function GET(request: NextRequest): Promise<NextResponse> {
  const system = systemContext("callback");
  // Next maps HEAD to GET: it must not claim the attempt.
  if (request.method !== "GET") return new NextResponse(null, { status: 405 });
  const jar = await cookies();
  const session = await currentSession();
  const ctx = session && contextOf(session);
  const { path, flash } = await land(ctx, {
    parameters: new URLSearchParams(request.nextUrl.search),
    browserToken: jar.get(cookieName("connect"))?.value ?? null,
  });
  if (flash) jar.set(cookieName("flash"), encodeFlash(flash), cookieOptions(FLASH_SECONDS));
  return NextResponse.redirect(new URL(path, system.env.PORTAL_URL), 303);
}

async function land(ctx: Context | null, back: Return): Promise<Landing> {
  if (!ctx) return { path: "/sign-in", flash: { message: SIGN_IN_FIRST } };
  const isStaff = ctx.actor.kind === "staff";
  try {
    return await (isStaff ? landStaff(ctx, back) : landFirm(ctx, back));
  } catch (thrown) {
    const error = toAppError(thrown);
    const isOurs = error.code !== "forbidden";
    ctx.log[isOurs ? "error" : "info"]({ err: error }, "a return from Clio could not be handled");
    const path = isStaff ? "/staff/applications" : "/onboarding/connect";
    return { path, flash: { message: error.human } };
  }
}

async function landFirm(ctx: Context, back: Return): Promise<Landing> {
  const done = await completeConnection(ctx, back);
  if (done.kind === "ended" && (await isHandedBack(ctx, done.attemptId))) {
    return { path: HANDED_BACK };
  }
  if (done.kind !== "not_yours") return { path: `/onboarding/status?attempt=${done.attemptId}` };
  return { path: "/onboarding/status", flash: { ending: "not_yours", reference: newReference() } };
}

/** A handed-over step that is done ended its link, and with it the session of this browser. */
async function isHandedBack(ctx: Context, attemptId: string): Promise<boolean> {
  if (ctx.actor.kind !== "firm" || !ctx.actor.handOver) return false;
  return (await loadAttempt(ctx, attemptId))?.outcome === "connected";
}

async function landStaff(ctx: Context, back: Return): Promise<Landing> {
  const nextStepTitle = stepWords.connect.title;
  const done = await completeProof(ctx, { ...back, nextStepTitle });
  if (done) return { path: `/staff/applications/${done.applicationId}` };
  const message = "This return from Clio is not one of yours, or it came too late.";
  return { path: "/staff/applications", flash: { message } };
}
