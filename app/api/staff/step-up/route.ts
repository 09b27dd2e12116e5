import { z } from "zod";
import { enterFactor } from "@/lib/identity/enter-factor";
import { decodeFlash } from "@/lib/web/flash";
import { handle } from "@/lib/web/handler";
import { leaveFlash } from "@/lib/web/leave-flash";
import { setSession } from "@/lib/web/set-session";
import { staffPath, stepUpPath } from "@/lib/web/staff-path";

/** The second factor once more, and back to the page whose button asked for it, with what was typed there. */
export const POST = handle({
  who: "staff",
  role: "viewer",
  schema: z.strictObject({
    code: z.string().max(60),
    next: z.string().max(600),
    typed: z.string().max(4000).default(""),
  }),
  page: ({ next }) => stepUpPath(next ?? ""),
  run: async (ctx, { code, next, typed }) => {
    const { sessionToken } = await enterFactor(ctx, { code });
    await setSession(sessionToken);
    const { values } = decodeFlash(typed);
    await leaveFlash({ values, isConfirmed: true });
    return staffPath(next);
  },
});
