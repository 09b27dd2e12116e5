import type { NextRequest } from "next/server";
import { z } from "zod";
import { deleteView } from "@/lib/staff/delete-view";
import { handle } from "@/lib/web/handler";

export async function POST(request: NextRequest, route: { params: Promise<{ id: string }> }) {
  const { id } = await route.params;
  return handle({
    who: "staff",
    schema: z.strictObject({}),
    page: "/staff",
    run: async (ctx) => {
      await deleteView(ctx, { id });
      return "/staff";
    },
  })(request);
}
