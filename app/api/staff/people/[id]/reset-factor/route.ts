import { z } from "zod";
import { resetFactor } from "@/lib/staff/reset-factor";
import { handleColleague } from "@/lib/web/colleague-handler";

export const POST = handleColleague(z.strictObject({}), async (ctx, personId) => {
  await resetFactor(ctx, { personId });
});
