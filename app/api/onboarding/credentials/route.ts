import { keysInput } from "@/lib/applications/schema";
import { storeKeys } from "@/lib/applications/store-keys";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  schema: keysInput,
  page: "/onboarding/credentials",
  run: async (ctx, input) => {
    const { wereSwapped } = await storeKeys(ctx, input);
    return wereSwapped ? "/onboarding/credentials?swapped=1" : "/onboarding/credentials";
  },
});
