import type { NextRequest } from "next/server";
import { z } from "zod";
import { publishScopes } from "@/lib/integrations/publish-scopes";
import { handle } from "@/lib/web/handler";

/** The draft that the page showed. */
const input = z.strictObject({ draft: z.string().max(60) });

export async function POST(request: NextRequest, route: { params: Promise<{ id: string }> }) {
  const { id } = await route.params;
  const page = `/staff/integrations/${encodeURIComponent(id)}`;
  return handle({
    who: "staff",
    role: "admin",
    schema: input,
    page,
    run: async (ctx, { draft }) => {
      await publishScopes(ctx, { integrationId: id, draftId: draft });
      return `${page}/campaign`;
    },
  })(request);
}
