import { z } from "zod";
import { endStaffSessions } from "@/lib/staff/end-staff-sessions";
import { handleColleague } from "@/lib/web/colleague-handler";

export const POST = handleColleague(z.strictObject({}), (ctx, personId) =>
  endStaffSessions(ctx, { personId }),
);
