import { saveView, viewInput } from "@/lib/staff/save-view";
import { handle } from "@/lib/web/handler";

/** Keeps the queue's filter under a name; leads back to the queue as it was filtered. */
export const POST = handle({
  who: "staff",
  schema: viewInput,
  page: "/staff",
  run: async (ctx, input) => {
    const { query } = await saveView(ctx, input);
    return query ? `/staff?${query}` : "/staff";
  },
});
