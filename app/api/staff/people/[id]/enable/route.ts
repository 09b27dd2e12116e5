import { z } from "zod";
import { enableStaff } from "@/lib/staff/enable-staff";
import { handleColleague } from "@/lib/web/colleague-handler";

export const POST = handleColleague(z.strictObject({}), (ctx, personId) =>
  enableStaff(ctx, { personId }),
);
