import type { NextRequest } from "next/server";
import { runImport, runImportInput } from "@/lib/staff/import-firms";
import { handle } from "@/lib/web/handler";

type Route = { params: Promise<{ id: string }> };

export const POST = async (request: NextRequest, route: Route) => {
  const { id: importId } = await route.params;
  const page = `/staff/firms/import/${encodeURIComponent(importId)}`;
  return handle({
    who: "staff",
    schema: runImportInput,
    page,
    run: async (ctx, input) => {
      await runImport(ctx, { importId, ...input });
      return page;
    },
  })(request);
};
