import type { NextRequest } from "next/server";
import { closeFirm, closeInput } from "@/lib/staff/close-firm";
import { handle } from "@/lib/web/handler";

type Route = { params: Promise<{ id: string }> };

/** What was wrong is shown on the page that asks; a closed firm's page says that it is closed. */
export const POST = async (request: NextRequest, route: Route) => {
  const { id: firmId } = await route.params;
  const page = `/staff/firms/${encodeURIComponent(firmId)}`;
  return handle({
    who: "staff",
    schema: closeInput,
    page: `${page}/close`,
    run: async (ctx, input) => {
      await closeFirm(ctx, { firmId, ...input });
      return page;
    },
  })(request);
};
