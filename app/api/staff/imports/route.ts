import { importInput, startImport } from "@/lib/staff/import-firms";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "staff",
  schema: importInput,
  page: "/staff/firms/import",
  run: async (ctx, input) => {
    const { importId } = await startImport(ctx, input);
    return `/staff/firms/import/${importId}`;
  },
});
