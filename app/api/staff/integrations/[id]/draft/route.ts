import type { NextRequest } from "next/server";
import { draftScopes } from "@/lib/integrations/draft-scopes";
import { draftForm } from "@/lib/integrations/schema";
import { handle } from "@/lib/web/handler";

export async function POST(request: NextRequest, route: { params: Promise<{ id: string }> }) {
  const { id } = await route.params;
  const page = `/staff/integrations/${encodeURIComponent(id)}`;
  return handle({
    who: "staff",
    role: "admin",
    schema: draftForm,
    page: `${page}/draft`,
    run: async (ctx, input) => {
      await draftScopes(ctx, { ...input, integrationId: id });
      return page;
    },
  })(request);
}
