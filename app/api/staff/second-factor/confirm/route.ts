import { confirmFactor, factorCodeInput } from "@/lib/identity/confirm-factor";
import { handle } from "@/lib/web/handler";
import { leaveFlash } from "@/lib/web/leave-flash";
import { setSession } from "@/lib/web/set-session";
import { SECOND_FACTOR_PAGE } from "@/lib/web/staff-path";

export const POST = handle({
  who: "staff",
  role: "viewer",
  atGate: true,
  schema: factorCodeInput,
  page: SECOND_FACTOR_PAGE,
  run: async (ctx, input) => {
    const { sessionToken, recoveryCodes } = await confirmFactor(ctx, input);
    await setSession(sessionToken);
    await leaveFlash({ shownOnce: recoveryCodes.join(" ") });
    return "/staff/people/me";
  },
});
