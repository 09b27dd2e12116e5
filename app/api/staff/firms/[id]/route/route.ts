import { changeRoute, routeInput } from "@/lib/staff/change-route";
import { handleFirm } from "@/lib/web/firm-handler";

export const POST = handleFirm(routeInput, (ctx, firmId, input) =>
  changeRoute(ctx, { firmId, ...input }),
);
