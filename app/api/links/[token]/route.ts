import { cookies } from "next/headers";
import type { NextRequest } from "next/server";
import { z } from "zod";
import { continueLink, type ContinuedLink } from "@/lib/identity/continue-link";
import { otherFirmOf } from "@/lib/identity/look-at-link";
import { refuseLink } from "@/lib/identity/refuse-link";
import { browserName } from "@/lib/identity/staff-rules";
import { stepWords } from "@/lib/onboarding/rules";
import { cookieName } from "@/lib/web/auth";
import { clientNetwork } from "@/lib/web/client-network";
import { currentSession } from "@/lib/web/context";
import { handle } from "@/lib/web/handler";
import { setSession } from "@/lib/web/set-session";

/** What a link's page may say: go on, go on although another firm is signed in, or not for me. */
const input = z.strictObject({
  answer: z.enum(["continue", "switch", "not_me"]).default("continue"),
});

/** Continue on a link's page: the only thing that spends it. */
export async function POST(request: NextRequest, route: { params: Promise<{ token: string }> }) {
  const { token } = await route.params;
  const page = `/l/${encodeURIComponent(token)}`;
  return handle({
    who: "anyone",
    schema: input,
    // Who tries unknown links has no page to come back to.
    page: (_fields, { code }) => (code === "rate_limited" ? null : page),
    run: async (ctx, { answer }) => {
      const network = clientNetwork(request.headers);
      if (answer === "not_me") {
        await refuseLink(ctx, { token, network });
        return "/l/refused";
      }
      const jar = await cookies();
      const session = await currentSession();
      // Signed in for another firm: the person is asked before anything changes (H-1).
      if (answer === "continue" && (await otherFirmOf(ctx, { token, session }))) return page;
      const continued = await continueLink(ctx, {
        token,
        browserToken: jar.get(cookieName("browser"))?.value ?? null,
        network,
        previousSessionId: session?.sessionId ?? null,
        browser: browserName(request.headers.get("user-agent")),
      });
      await setSession(continued.sessionToken);
      return landingOf(continued);
    },
  })(request);
}

function landingOf({ isStaff, purpose, step }: ContinuedLink): string {
  if (isStaff) return "/staff";
  if (purpose === "reauthorize") return "/onboarding/connect";
  return (step && stepWords[step].href) ?? "/onboarding";
}
