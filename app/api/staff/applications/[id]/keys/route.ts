import type { NextRequest } from "next/server";
import { agencyKeysInput, storeAgencyKeys } from "@/lib/applications/store-agency-keys";
import { handle } from "@/lib/web/handler";

export async function POST(request: NextRequest, route: { params: Promise<{ id: string }> }) {
  const { id } = await route.params;
  const page = `/staff/applications/${id}`;
  return handle({
    who: "staff",
    schema: agencyKeysInput,
    page,
    run: async (ctx, input) => {
      const stored = await storeAgencyKeys(ctx, { ...input, applicationId: id });
      return `/staff/applications/${stored}`;
    },
  })(request);
}
