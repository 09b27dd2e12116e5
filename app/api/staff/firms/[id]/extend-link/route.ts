import { extendLink, extendLinkInput } from "@/lib/staff/extend-link";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(extendLinkInput, (ctx, firmId, input) =>
  extendLink(ctx, { firmId, ...input }),
);
