import type { NextRequest } from "next/server";
import { z } from "zod";
import { remindCampaign } from "@/lib/staff/remind-campaign";
import { handle } from "@/lib/web/handler";

const input = z.strictObject({
  version: z
    .string()
    .regex(/^[1-9]\d{0,5}$/)
    .transform(Number),
});

/** The link of an open re-authorization once more, to every firm that was asked: a run of its own. */
export async function POST(request: NextRequest, route: { params: Promise<{ id: string }> }) {
  const { id } = await route.params;
  return handle({
    who: "staff",
    schema: input,
    page: `/staff/integrations/${encodeURIComponent(id)}/campaign`,
    run: async (ctx, { version }) => {
      const { runId } = await remindCampaign(ctx, { integrationId: id, version });
      return `/staff/bulk/${runId}`;
    },
  })(request);
}
