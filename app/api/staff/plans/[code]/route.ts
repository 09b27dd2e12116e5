import type { NextRequest } from "next/server";
import { changePlan } from "@/lib/plan/change-plan";
import { changedPlanInput } from "@/lib/plan/schema";
import { handle } from "@/lib/web/handler";

export async function POST(request: NextRequest, route: { params: Promise<{ code: string }> }) {
  const { code } = await route.params;
  return handle({
    who: "staff",
    role: "admin",
    schema: changedPlanInput,
    page: `/staff/plans/${encodeURIComponent(code)}`,
    run: async (ctx, input) => {
      await changePlan(ctx, { ...input, code });
      return "/staff/plans?saved=1";
    },
  })(request);
}
