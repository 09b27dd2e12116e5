import type { NextRequest } from "next/server";
import { z } from "zod";
import { revokeLink } from "@/lib/staff/revoke-link";
import { handle } from "@/lib/web/handler";

export async function POST(request: NextRequest, route: { params: Promise<{ id: string }> }) {
  const { id: firmId } = await route.params;
  const page = `/staff/firms/${encodeURIComponent(firmId)}`;
  return handle({
    who: "staff",
    schema: z.strictObject({ link: z.string().max(100) }),
    page,
    run: async (ctx, { link }) => {
      await revokeLink(ctx, { firmId, linkId: link });
      return page;
    },
  })(request);
}
