import type { NextRequest } from "next/server";
import { offerPlan } from "@/lib/plan/offer-plan";
import { offerInput } from "@/lib/plan/schema";
import { handle } from "@/lib/web/handler";

/** Retires a plan, or brings it back. */
export async function POST(request: NextRequest, route: { params: Promise<{ code: string }> }) {
  const { code } = await route.params;
  return handle({
    who: "staff",
    role: "admin",
    schema: offerInput,
    page: `/staff/plans/${encodeURIComponent(code)}`,
    run: async (ctx, input) => {
      await offerPlan(ctx, { ...input, code });
      return "/staff/plans?saved=1";
    },
  })(request);
}
