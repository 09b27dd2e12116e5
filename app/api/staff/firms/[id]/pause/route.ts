import { pauseReminders, pauseInput } from "@/lib/staff/pause-reminders";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(pauseInput, (ctx, firmId, input) =>
  pauseReminders(ctx, { firmId, ...input }),
);
