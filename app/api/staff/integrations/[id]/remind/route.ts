import type { NextRequest } from "next/server";
import { z } from "zod";
import { resendReauthorization } from "@/lib/connection/resend-reauthorization";
import { handle } from "@/lib/web/handler";

const input = z.strictObject({ firm: z.string().max(60) });

/** The link of an open re-authorization, once more. */
export async function POST(request: NextRequest, route: { params: Promise<{ id: string }> }) {
  const { id } = await route.params;
  const page = `/staff/integrations/${encodeURIComponent(id)}/campaign`;
  return handle({
    who: "staff",
    schema: input,
    page,
    run: async (ctx, { firm }) => {
      await resendReauthorization(ctx, { firmId: firm });
      return `${page}?told=sent`;
    },
  })(request);
}
