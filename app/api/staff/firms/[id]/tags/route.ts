import { tagFirm, tagInput } from "@/lib/staff/tag-firm";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(tagInput, (ctx, firmId, input) =>
  tagFirm(ctx, { firmId, ...input }),
);
