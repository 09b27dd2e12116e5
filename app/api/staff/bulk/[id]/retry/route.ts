import type { NextRequest } from "next/server";
import { z } from "zod";
import { retryBulk } from "@/lib/staff/retry-bulk";
import { handle } from "@/lib/web/handler";

/** The failed firms of a run, once more. */
export async function POST(request: NextRequest, route: { params: Promise<{ id: string }> }) {
  const { id } = await route.params;
  const page = `/staff/bulk/${encodeURIComponent(id)}`;
  return handle({
    who: "staff",
    schema: z.strictObject({}),
    page,
    run: async (ctx) => {
      await retryBulk(ctx, { runId: id });
      return page;
    },
  })(request);
}
