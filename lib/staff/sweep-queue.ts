import type { Context } from "@/lib/context";
import { foldQueueCounts } from "./count-queue";
import { refreshQueueRows } from "./refresh-queue-rows";

const AT_ONCE = 1000;
const LONGEST_MS = 20_000;

/**
 * Computes the rows of the work queue that are out of date, until there is none or 20 s are over, and
 * makes one number of each tab's changes.
 */
export async function sweepQueue(ctx: Context): Promise<void> {
  const endsAt = Date.now() + LONGEST_MS;
  for (;;) {
    const found = await refreshQueueRows(ctx, { limit: AT_ONCE, waits: false });
    if (found < AT_ONCE || Date.now() > endsAt) break;
  }
  await foldQueueCounts(ctx);
}
