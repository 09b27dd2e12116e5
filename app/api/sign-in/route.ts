import { cookies } from "next/headers";
import { after } from "next/server";
import { z } from "zod";
import { randomToken } from "@/lib/crypto/hash";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { invalidInput } from "@/lib/errors";
import { consumeRateLimit } from "@/lib/identity/rate-limit";
import { requestSignIn } from "@/lib/identity/request-sign-in";
import { linkLifeSeconds, normaliseEmail } from "@/lib/identity/rules";
import { cookieName, cookieOptions } from "@/lib/web/auth";
import { clientNetwork } from "@/lib/web/client-network";
import { handle } from "@/lib/web/handler";

const PER_CLIENT_AND_HOUR = 20;

export const POST = handle({
  who: "anyone",
  schema: z.strictObject({ email: z.string() }),
  page: "/sign-in",
  run: async (ctx, input, request) => {
    const email = normaliseEmail(input.email);
    if (!email) throw invalidInput({ email: "Enter one e-mail address, such as ada@firm.com." });
    requireRightKeys(ctx.ring);
    const key = `sign_in_client:${clientNetwork(request.headers)}`;
    await consumeRateLimit(ctx, { key, limit: PER_CLIENT_AND_HOUR, windowSeconds: 3600 });
    const browserToken = randomToken();
    const life = linkLifeSeconds.sign_in;
    (await cookies()).set(cookieName("browser"), browserToken, cookieOptions(life));
    // After the answer, so that it takes as long for an unknown address as for a known one.
    after(() => requestSignIn(ctx, { email, browserToken }));
    return "/sign-in?sent=1";
  },
});
