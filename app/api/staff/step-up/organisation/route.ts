import type { NextRequest, NextResponse } from "next/server";
import { z } from "zod";
import { OIDC_ATTEMPT_SECONDS, startOidc } from "@/lib/identity/start-oidc";
import { browserToken } from "@/lib/web/browser-token";
import { decodeFlash } from "@/lib/web/flash";
import { handle } from "@/lib/web/handler";
import { leaveFlash } from "@/lib/web/leave-flash";
import { leavePortal } from "@/lib/web/leave-portal";
import { staffPath, stepUpPath } from "@/lib/web/staff-path";

const start = handle({
  who: "staff",
  role: "viewer",
  schema: z.strictObject({
    next: z.string().max(600),
    typed: z.string().max(4000).default(""),
  }),
  page: ({ next }) => stepUpPath(next ?? ""),
  run: async (ctx, { next, typed }) => {
    const sessionId = ctx.actor.kind === "staff" ? ctx.actor.sessionId : "";
    const stepUp = { sessionId, next: staffPath(next) };
    const token = await browserToken(OIDC_ATTEMPT_SECONDS);
    const { location } = await startOidc(ctx, { browserToken: token, stepUp });
    // What was typed waits until the person is back.
    await leaveFlash({ values: decodeFlash(typed).values }, OIDC_ATTEMPT_SECONDS);
    return location;
  },
});

/** Staff prove once more who they are, at their organisation's own sign-in. */
export async function POST(request: NextRequest): Promise<NextResponse> {
  return leavePortal(await start(request), "your organisation’s sign-in");
}
