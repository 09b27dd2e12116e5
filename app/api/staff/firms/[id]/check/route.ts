import { after } from "next/server";
import { z } from "zod";
import { checkAgain } from "@/lib/connection/check-again";
import { requireStaff } from "@/lib/context";
import { handleFirm } from "@/lib/web/firm-handler";

/** The page follows at once, and shows each permission as it is proven. */
export const POST = handleFirm(z.strictObject({}), async (ctx, firmId) => {
  requireStaff(ctx, "operator");
  after(await checkAgain(ctx, { firmId }));
});
