import { z } from "zod";
import { verifyNow } from "@/lib/events/verify-now";
import { handle } from "@/lib/web/handler";

/** Computes the whole history anew. */
export const POST = handle({
  who: "staff",
  role: "admin",
  schema: z.strictObject({}),
  page: "/staff/history",
  run: async (ctx) => {
    await verifyNow(ctx);
    return "/staff/history";
  },
});
