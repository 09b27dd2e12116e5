import { finishHelpRequest, helpDoneInput } from "@/lib/staff/help-requests";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(
  helpDoneInput,
  (ctx, firmId, input) => finishHelpRequest(ctx, { firmId, ...input }),
  "The question is marked as answered.",
);
