import { cookies } from "next/headers";
import { z } from "zod";
import { signOut } from "@/lib/identity/sign-out";
import { cookieName, cookieOptions } from "@/lib/web/auth";
import { contextOf, currentSession } from "@/lib/web/context";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "anyone",
  schema: z.strictObject({ everywhere: z.enum(["yes", "no"]).default("no") }),
  page: "/sign-in",
  run: async (_ctx, { everywhere }) => {
    const session = await currentSession();
    const ctx = session && contextOf(session, { atGate: true });
    if (ctx) await signOut(ctx, { everywhere: everywhere === "yes" });
    (await cookies()).set(cookieName("session"), "", cookieOptions(0));
    return "/sign-in";
  },
});
