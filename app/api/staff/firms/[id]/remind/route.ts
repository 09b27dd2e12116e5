import { z } from "zod";
import { remindFirm } from "@/lib/staff/remind-firm";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(
  z.strictObject({}),
  (ctx, firmId) => remindFirm(ctx, { firmId }),
  "The firm is reminded by mail.",
);
