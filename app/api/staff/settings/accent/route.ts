import { accentInput, changeAccent } from "@/lib/settings/change-accent";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "staff",
  role: "admin",
  schema: accentInput,
  page: "/staff/settings/brand",
  run: async (ctx, input) => {
    await changeAccent(ctx, input);
    return "/staff/settings/brand?saved=1";
  },
});
