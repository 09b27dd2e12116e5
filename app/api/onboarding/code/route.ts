import { codeInput, confirmCode } from "@/lib/identity/mailed-code";
import { codePage } from "@/lib/web/code-pages";
import { handle } from "@/lib/web/handler";

/** The mailed code was entered on one of the pages that ask for it. */
export const POST = handle({
  who: "firm",
  schema: codeInput,
  page: (fields) => codePage(fields.next),
  run: async (ctx, { code, next }) => {
    await confirmCode(ctx, { code });
    return codePage(next);
  },
});
