import { requireStaff, type Context } from "@/lib/context";
import { readHistory, type EventView, type HistoryFilter } from "./queries";
import { recordEvent } from "./record-event";

/** Lines of one look at the database: what an export holds in memory, however long the history is. */
const PAGE = 500;

/**
 * Every line that a filter matches, newest first and page after page. For staff; the history keeps who
 * took it along, and the filter in `words`.
 */
export async function* exportHistory(
  ctx: Context,
  input: { filter: HistoryFilter; words: string },
): AsyncGenerator<EventView[], void> {
  requireStaff(ctx, "viewer");
  const { filter, words } = input;
  await ctx.db.transaction((tx) =>
    recordEvent(tx, ctx, { kind: "history.exported", firmId: null, data: { filter: words } }),
  );
  let { before } = filter;
  for (;;) {
    const page = await readHistory(ctx, { ...filter, before }, PAGE);
    if (page.length > 0) yield page;
    before = page.at(-1)?.seq;
    if (page.length < PAGE || before === undefined) return;
  }
}
