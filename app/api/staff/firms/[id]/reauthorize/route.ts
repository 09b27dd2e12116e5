import { z } from "zod";
import { sendReauthorization } from "@/lib/staff/send-reauthorization";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(
  z.strictObject({}),
  (ctx, firmId) => sendReauthorization(ctx, { firmId }),
  "A link to connect again is on its way.",
);
