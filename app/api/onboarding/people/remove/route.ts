import { removeMember, removeMemberInput } from "@/lib/identity/remove-member";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  schema: removeMemberInput,
  page: "/onboarding/people",
  run: async (ctx, input) => {
    await removeMember(ctx, input);
    return "/onboarding/people";
  },
});
