import { notFound } from "next/navigation";
import { cache } from "react";
import { toAppError } from "@/lib/errors";
import { loadIntegration } from "@/lib/integrations/queries";
import { requireStaffPage } from "@/lib/web/page";

/** An integration for its pages, read once for title and page. */
export const integrationOr404 = cache(async (id: string) => {
  const { ctx } = await requireStaffPage();
  return loadIntegration(ctx, id).catch((thrown: unknown) => {
    if (toAppError(thrown).code === "not_found") notFound();
    throw thrown;
  });
});
