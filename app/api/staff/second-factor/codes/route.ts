import { z } from "zod";
import { renewRecoveryCodes } from "@/lib/identity/renew-recovery-codes";
import { handle } from "@/lib/web/handler";
import { leaveFlash } from "@/lib/web/leave-flash";

export const POST = handle({
  who: "staff",
  role: "viewer",
  schema: z.strictObject({}),
  page: "/staff/people/me",
  run: async (ctx) => {
    const codes = await renewRecoveryCodes(ctx);
    await leaveFlash({ shownOnce: codes.join(" ") });
    return "/staff/people/me";
  },
});
