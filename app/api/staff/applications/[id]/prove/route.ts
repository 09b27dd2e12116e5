import { cookies } from "next/headers";
import type { NextRequest, NextResponse } from "next/server";
import { z } from "zod";
import { startProof } from "@/lib/applications/start-proof";
import { ATTEMPT_LIFE_MS } from "@/lib/connection/rules";
import { randomToken } from "@/lib/crypto/hash";
import { cookieName, cookieOptions } from "@/lib/web/auth";
import { handle } from "@/lib/web/handler";
import { leavePortal } from "@/lib/web/leave-portal";

type Route = { params: Promise<{ id: string }> };

/** Staff authorize an application of the agency's with a test account. */
export async function POST(request: NextRequest, route: Route): Promise<NextResponse> {
  const { id } = await route.params;
  const answer = await handle({
    who: "staff",
    schema: z.strictObject({}),
    page: `/staff/applications/${id}`,
    run: async (ctx) => {
      const browserToken = randomToken();
      const { location } = await startProof(ctx, { applicationId: id, browserToken });
      const jar = await cookies();
      jar.set(cookieName("connect"), browserToken, cookieOptions(ATTEMPT_LIFE_MS / 1000));
      return location;
    },
  })(request);
  return leavePortal(answer, "Clio");
}
