import { after } from "next/server";
import { z } from "zod";
import { checkAgain } from "@/lib/connection/check-again";
import { requireFirm } from "@/lib/context";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "firm",
  step: "connect",
  schema: z.strictObject({}),
  page: "/onboarding/status",
  run: async (ctx) => {
    const { firmId } = requireFirm(ctx);
    after(await checkAgain(ctx, { firmId }));
    return "/onboarding/status";
  },
});
