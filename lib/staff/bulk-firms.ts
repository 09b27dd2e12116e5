import { requireStaff, type Context } from "@/lib/context";
import { parseQueueQuery } from "./queue-query";
import { queueWhere } from "./queue-where";
import type { BulkFirms } from "./start-bulk";

/**
 * The firms that somebody of staff has chosen in the work queue: by their ids, or all that the query of
 * its address matches, on whatever page they stand. Null for a query that cannot be read.
 */
export function bulkFirms(
  ctx: Context,
  chosen: { ids: readonly string[] } | { query: string },
): BulkFirms | null {
  const { personId } = requireStaff(ctx, "operator");
  if ("ids" in chosen) return { ids: [...new Set(chosen.ids.filter(Boolean))] };
  const parameters = new URLSearchParams(chosen.query);
  // What stands twice is no query of ours.
  if (new Set(parameters.keys()).size !== [...parameters.keys()].length) return null;
  const { query } = parseQueueQuery(Object.fromEntries(parameters));
  return query && { matching: queueWhere(query, personId) };
}
