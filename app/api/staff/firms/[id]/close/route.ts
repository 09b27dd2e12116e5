import { closeFirm, closeInput } from "@/lib/staff/close-firm";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(
  closeInput,
  (ctx, firmId, input) => closeFirm(ctx, { firmId, ...input }),
  { page: "close" },
);
