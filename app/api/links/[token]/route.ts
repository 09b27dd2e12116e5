import { cookies } from "next/headers";
import type { NextRequest } from "next/server";
import { z } from "zod";
import { continueLink } from "@/lib/identity/continue-link";
import { SESSION_LIFE_SECONDS } from "@/lib/identity/rules";
import { cookieName, cookieOptions, encodeSession } from "@/lib/web/auth";
import { clientNetwork } from "@/lib/web/client-network";
import { handle } from "@/lib/web/handler";

/** Continue on a link's page: the only thing that spends it. */
export async function POST(request: NextRequest, route: { params: Promise<{ token: string }> }) {
  const { token } = await route.params;
  return handle({
    who: "anyone",
    schema: z.strictObject({}),
    // Who tries unknown links has no page to come back to.
    page: (_fields, { code }) =>
      code === "rate_limited" ? null : `/l/${encodeURIComponent(token)}`,
    run: async (ctx) => {
      const jar = await cookies();
      const browserToken = jar.get(cookieName("browser"))?.value ?? null;
      const { sessionToken, isStaff } = await continueLink(ctx, {
        token,
        browserToken,
        network: clientNetwork(request.headers),
      });
      const value = await encodeSession(sessionToken);
      jar.set(cookieName("session"), value, cookieOptions(SESSION_LIFE_SECONDS));
      return isStaff ? "/staff" : "/onboarding";
    },
  })(request);
}
