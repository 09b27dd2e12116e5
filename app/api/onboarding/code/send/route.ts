import { z } from "zod";
import { sendCode } from "@/lib/identity/mailed-code";
import { codePage } from "@/lib/web/code-pages";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  schema: z.strictObject({ next: z.string().max(40) }),
  page: (fields) => codePage(fields.next),
  run: async (ctx, { next }) => {
    await sendCode(ctx);
    return codePage(next, "code=sent");
  },
});
