import { z } from "zod";
import { switchFirm } from "@/lib/identity/switch-firm";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  schema: z.strictObject({ firm_id: z.string().max(64) }),
  page: "/onboarding",
  run: async (ctx, { firm_id: firmId }) => {
    await switchFirm(ctx, { firmId });
    return "/onboarding";
  },
});
