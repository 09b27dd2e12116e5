import type { NextRequest } from "next/server";
import { z } from "zod";
import { retryMail } from "@/lib/staff/retry-mail";
import { handle } from "@/lib/web/handler";

export async function POST(request: NextRequest, route: { params: Promise<{ id: string }> }) {
  const { id: firmId } = await route.params;
  const page = `/staff/firms/${encodeURIComponent(firmId)}`;
  return handle({
    who: "staff",
    schema: z.strictObject({ mail: z.string().max(100) }),
    page,
    run: async (ctx, { mail }) => {
      await retryMail(ctx, { firmId, mailId: mail });
      return page;
    },
  })(request);
}
