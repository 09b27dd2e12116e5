import { z } from "zod";
import { beginFactor } from "@/lib/identity/begin-factor";
import { handle } from "@/lib/web/handler";
import { SECOND_FACTOR_PAGE } from "@/lib/web/staff-path";

export const POST = handle({
  who: "staff",
  role: "viewer",
  atGate: true,
  schema: z.strictObject({}),
  page: SECOND_FACTOR_PAGE,
  run: async (ctx) => {
    await beginFactor(ctx);
    return SECOND_FACTOR_PAGE;
  },
});
