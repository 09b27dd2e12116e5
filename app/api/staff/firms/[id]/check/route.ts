import { after } from "next/server";
import { z } from "zod";
import { checkFirm } from "@/lib/staff/check-firm";
import { handleFirm } from "@/lib/web/firm-handler";

/** The page follows at once, and shows each permission as it is proven. */
export const POST = handleFirm(z.strictObject({}), async (ctx, firmId) => {
  after(await checkFirm(ctx, { firmId }));
});
