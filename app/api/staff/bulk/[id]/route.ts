import type { BulkStanding } from "@/components/staff/bulk-progress";
import { loadBulkRun } from "@/lib/staff/bulk-queries";
import { bulkSummary } from "@/lib/staff/bulk-rules";
import { staffJson } from "@/lib/web/staff-json";

export const dynamic = "force-dynamic";

/** How a run stands, for its page while it goes on. */
export async function GET(_: Request, route: { params: Promise<{ id: string }> }) {
  const { id } = await route.params;
  return staffJson(async (ctx): Promise<BulkStanding> => {
    const { total, counts, finishedAt } = await loadBulkRun(ctx, id);
    return {
      gone: total - counts.waiting,
      total,
      summary: bulkSummary(counts),
      isFinished: finishedAt !== null,
    };
  });
}
