import { keysInput } from "@/lib/applications/schema";
import { storeKeys } from "@/lib/applications/store-keys";
import { nextAfter } from "@/lib/web/next-after";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  step: "credentials",
  schema: keysInput,
  page: "/onboarding/credentials",
  run: async (ctx, input) => {
    const stored = await storeKeys(ctx, input);
    // Whatever there is to read or to decide about the keys stands on their own page.
    const isPlain =
      stored.keyCheck === "accepted" &&
      !stored.wereSwapped &&
      !stored.otherRegion &&
      !stored.isUnderReview;
    if (isPlain) return nextAfter(ctx, "credentials");
    return stored.wereSwapped ? "/onboarding/credentials?swapped=1" : "/onboarding/credentials";
  },
});
