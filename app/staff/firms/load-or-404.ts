import { notFound } from "next/navigation";
import { cache } from "react";
import { loadChecklists } from "@/lib/onboarding/queries";
import { requireStaffPage } from "@/lib/web/page";

/** A firm's checklist for staff's pages, read once for the title and for the page. */
export const loadFirmOr404 = cache(async (id: string) => {
  const { ctx } = await requireStaffPage();
  return (await loadChecklists(ctx, [id])).get(id) ?? notFound();
});
