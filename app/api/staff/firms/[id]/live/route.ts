import { liveInput, setLive } from "@/lib/staff/set-live";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(
  liveInput,
  (ctx, firmId, input) => setLive(ctx, { firmId, ...input }),
  "The firm is switched on.",
);
