import { createFirm, firmInput } from "@/lib/staff/create-firm";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "staff",
  schema: firmInput,
  page: "/staff/firms/new",
  run: async (ctx, input) => {
    const { firmId } = await createFirm(ctx, input);
    return `/staff/firms/${firmId}`;
  },
});
