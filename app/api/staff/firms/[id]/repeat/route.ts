import type { NextRequest } from "next/server";
import { repeatFirm, repeatInput } from "@/lib/staff/repeat-firm";
import { handle } from "@/lib/web/handler";

type Route = { params: Promise<{ id: string }> };

/** It leads to the firm that was made, or that was there. */
export const POST = async (request: NextRequest, route: Route) => {
  const { id: firmId } = await route.params;
  return handle({
    who: "staff",
    schema: repeatInput,
    page: `/staff/firms/${encodeURIComponent(firmId)}/repeat`,
    run: async (ctx, input) => {
      const made = await repeatFirm(ctx, { firmId, ...input });
      return `/staff/firms/${made.firmId}`;
    },
  })(request);
};
