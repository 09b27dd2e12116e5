import { changeStaffRole, roleInput } from "@/lib/staff/change-staff-role";
import { handleColleague } from "@/lib/web/colleague-handler";

export const POST = handleColleague(roleInput, (ctx, personId, { role }) =>
  changeStaffRole(ctx, { personId, role }),
);
