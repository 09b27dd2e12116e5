import { z } from "zod";
import { sendInvitation } from "@/lib/staff/send-invitation";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(
  z.strictObject({}),
  (ctx, firmId) => sendInvitation(ctx, { firmId }),
  "A new invitation is on its way.",
);
