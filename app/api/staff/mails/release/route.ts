import { z } from "zod";
import { releaseMails } from "@/lib/staff/release-mails";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "staff",
  schema: z.strictObject({}),
  page: "/staff/firms",
  run: async (ctx) => {
    await releaseMails(ctx);
    return "/staff/firms";
  },
});
