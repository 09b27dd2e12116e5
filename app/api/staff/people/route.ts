import { inviteStaff, inviteStaffInput } from "@/lib/staff/invite-staff";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "staff",
  role: "admin",
  schema: inviteStaffInput,
  page: "/staff/people",
  run: async (ctx, input) => {
    await inviteStaff(ctx, input);
    return "/staff/people?invited=1";
  },
});
