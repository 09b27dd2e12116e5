import type { NextRequest, NextResponse } from "next/server";
import { z } from "zod";
import { consumeRateLimit } from "@/lib/identity/rate-limit";
import { OIDC_ATTEMPT_SECONDS, startOidc } from "@/lib/identity/start-oidc";
import { browserToken } from "@/lib/web/browser-token";
import { clientNetwork } from "@/lib/web/client-network";
import { handle } from "@/lib/web/handler";
import { leavePortal } from "@/lib/web/leave-portal";

const PER_CLIENT_AND_HOUR = 60;

const start = handle({
  who: "anyone",
  schema: z.strictObject({}),
  page: "/sign-in",
  run: async (ctx, _input, request) => {
    const key = `oidc_client:${clientNetwork(request.headers)}`;
    await consumeRateLimit(ctx, { key, limit: PER_CLIENT_AND_HOUR, windowSeconds: 3600 });
    const token = await browserToken(OIDC_ATTEMPT_SECONDS);
    return (await startOidc(ctx, { browserToken: token, stepUp: null })).location;
  },
});

/** Staff set out to their organisation's own sign-in. */
export async function POST(request: NextRequest): Promise<NextResponse> {
  return leavePortal(await start(request), "your organisation’s sign-in");
}
