import { z } from "zod";
import { disableStaff } from "@/lib/staff/disable-staff";
import { handleColleague } from "@/lib/web/colleague-handler";

export const POST = handleColleague(z.strictObject({}), (ctx, personId) =>
  disableStaff(ctx, { personId }),
);
