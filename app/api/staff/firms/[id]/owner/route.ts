import { assignOwner, ownerInput } from "@/lib/staff/assign-owner";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(ownerInput, (ctx, firmId, input) =>
  assignOwner(ctx, { firmId, ...input }),
);
