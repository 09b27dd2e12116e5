import { z } from "zod";
import { replaceFactor } from "@/lib/identity/replace-factor";
import { handle } from "@/lib/web/handler";
import { SECOND_FACTOR_PAGE } from "@/lib/web/staff-path";

export const POST = handle({
  who: "staff",
  role: "viewer",
  schema: z.strictObject({}),
  page: "/staff/people/me",
  run: async (ctx) => {
    await replaceFactor(ctx);
    return SECOND_FACTOR_PAGE;
  },
});
