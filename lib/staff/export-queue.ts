import { requireStaff, type Context } from "@/lib/context";
import { recordEvent } from "@/lib/events/record-event";
import { cursorAfter, readQueueRows, type FoundRow } from "./list-queue";
import { writeQueueQuery, type QueueQuery } from "./queue-query";

/** Rows of one look at the database: what an export holds in memory, however many firms there are. */
const PAGE = 500;

/**
 * Every row of the work queue that a query matches, in its order and page after page, from its beginning. For
 * staff; the history keeps who took the list along. A firm that moves while it is read may stand at its
 * old place or its new one.
 */
export async function* exportQueue(
  ctx: Context,
  query: QueueQuery,
): AsyncGenerator<FoundRow[], void> {
  const { personId } = requireStaff(ctx, "viewer");
  const whole: QueueQuery = { ...query, tab: query.tab ?? "all", after: null };
  const data = { filter: writeQueueQuery(whole) };
  await ctx.db.transaction((tx) =>
    recordEvent(tx, ctx, { kind: "queue.exported", firmId: null, data }),
  );
  let after: QueueQuery["after"] = null;
  for (;;) {
    const page = await readQueueRows(ctx, { query: { ...whole, after }, personId, limit: PAGE });
    if (page.length > 0) yield page;
    after = page.length < PAGE ? null : cursorAfter(whole.sort, page.at(-1));
    if (!after) return;
  }
}
