import type { NextRequest } from "next/server";
import { z } from "zod";
import { endOutage } from "@/lib/staff/end-outage";
import { handle } from "@/lib/web/handler";

export async function POST(request: NextRequest, route: { params: Promise<{ id: string }> }) {
  const { id: outageId } = await route.params;
  return handle({
    who: "staff",
    schema: z.strictObject({}),
    page: "/staff",
    run: async (ctx) => {
      await endOutage(ctx, { outageId });
      return "/staff";
    },
  })(request);
}
