import { addMember, addMemberInput } from "@/lib/identity/add-member";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  schema: addMemberInput,
  page: "/onboarding/people",
  run: async (ctx, input) => {
    await addMember(ctx, input);
    return "/onboarding/people";
  },
});
