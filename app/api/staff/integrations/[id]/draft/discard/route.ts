import type { NextRequest } from "next/server";
import { z } from "zod";
import { discardDraft } from "@/lib/integrations/discard-draft";
import { handle } from "@/lib/web/handler";

export async function POST(request: NextRequest, route: { params: Promise<{ id: string }> }) {
  const { id } = await route.params;
  const page = `/staff/integrations/${encodeURIComponent(id)}`;
  return handle({
    who: "staff",
    role: "admin",
    schema: z.strictObject({}),
    page,
    run: async (ctx) => {
      await discardDraft(ctx, { integrationId: id });
      return page;
    },
  })(request);
}
