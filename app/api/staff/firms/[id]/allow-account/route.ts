import { allowAccountChange, allowAccountInput } from "@/lib/connection/allow-account-change";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(allowAccountInput, (ctx, firmId, input) =>
  allowAccountChange(ctx, { firmId, ...input }),
);
