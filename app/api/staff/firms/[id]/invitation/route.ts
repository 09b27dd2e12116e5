import type { NextRequest } from "next/server";
import { z } from "zod";
import { sendInvitation } from "@/lib/staff/send-invitation";
import { handle } from "@/lib/web/handler";

export async function POST(request: NextRequest, route: { params: Promise<{ id: string }> }) {
  const { id: firmId } = await route.params;
  const page = `/staff/firms/${encodeURIComponent(firmId)}`;
  return handle({
    who: "staff",
    schema: z.strictObject({}),
    page,
    run: async (ctx) => {
      await sendInvitation(ctx, { firmId });
      return page;
    },
  })(request);
}
