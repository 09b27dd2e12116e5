import { cookies } from "next/headers";
import type { NextRequest, NextResponse } from "next/server";
import { z } from "zod";
import { ATTEMPT_LIFE_MS } from "@/lib/connection/rules";
import { startConnection } from "@/lib/connection/start-connection";
import { randomToken } from "@/lib/crypto/hash";
import { cookieName, cookieOptions } from "@/lib/web/auth";
import { handle } from "@/lib/web/handler";
import { leavePortal } from "@/lib/web/leave-portal";

const start = handle({
  who: "firm",
  step: "connect",
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

export async function POST(request: NextRequest): Promise<NextResponse> {
  return leavePortal(await start(request), "Clio");
}
