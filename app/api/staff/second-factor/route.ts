import { factorCodeInput } from "@/lib/identity/confirm-factor";
import { enterFactor } from "@/lib/identity/enter-factor";
import { handle } from "@/lib/web/handler";
import { setSession } from "@/lib/web/set-session";
import { SECOND_FACTOR_PAGE } from "@/lib/web/staff-path";

export const POST = handle({
  who: "staff",
  role: "viewer",
  atGate: true,
  schema: factorCodeInput,
  page: SECOND_FACTOR_PAGE,
  run: async (ctx, input) => {
    const { sessionToken, usedRecoveryCode } = await enterFactor(ctx, input);
    await setSession(sessionToken);
    return usedRecoveryCode ? "/staff/people/me" : "/staff";
  },
});
