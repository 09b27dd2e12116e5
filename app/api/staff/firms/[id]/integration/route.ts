import { changeIntegration, integrationInput } from "@/lib/staff/change-integration";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(integrationInput, (ctx, firmId, input) =>
  changeIntegration(ctx, { firmId, ...input }),
);
