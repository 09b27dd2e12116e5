import { and, eq, isNull, sql, type SQL } from "drizzle-orm";
import { queueRows } from "@/lib/db/schema";
import type { QueueQuery } from "./queue-query";
import { searchQuery, tabQuery, tagQuery } from "./search-words";

/** What a query asks of `queue_rows`, its tab included; `personId` is who `me` is. */
export function queueWhere(query: QueueQuery, personId: string): SQL | undefined {
  const { tab } = query;
  const ofTab = tab !== null && tab !== "all" ? eq(queueRows.tab, tab) : undefined;
  return and(ofTab, countedWhere(query, personId));
}

/** The same for counting: where words are looked for, the tab is one of them and no condition beside. */
export function countedWhere(query: QueueQuery, personId: string): SQL | undefined {
  const { tab, stage, status, route, region, integration, owner, longer } = query;
  return and(
    tab !== null && tab !== "all" && !isByWords(query) ? eq(queueRows.tab, tab) : undefined,
    stage ? eq(queueRows.stage, stage) : undefined,
    status ? eq(queueRows.status, status) : undefined,
    route ? eq(queueRows.route, route) : undefined,
    region ? eq(queueRows.region, region) : undefined,
    integration ? eq(queueRows.integrationId, integration) : undefined,
    ownerWhere(owner, personId),
    longer ? sql`${queueRows.since} <= now() - make_interval(days => ${longer})` : undefined,
    wordsWhere(query),
  );
}

/** Whether firms are looked for by their words: such filters have no order of their own. */
export function isByWords({ q, tag }: QueueQuery): boolean {
  return q !== null || tag !== null;
}

function ownerWhere(owner: string | null, personId: string): SQL | undefined {
  if (owner === null) return undefined;
  if (owner === "nobody") return isNull(queueRows.ownerId);
  return eq(queueRows.ownerId, owner === "me" ? personId : owner);
}

/** A search without a word in it finds nothing. */
function wordsWhere(query: QueueQuery): SQL | undefined {
  if (!isByWords(query)) return undefined;
  const { q, tag, tab } = query;
  const words = q === null ? null : searchQuery(q);
  if (q !== null && words === null) return sql`false`;
  const ofTab = tab !== null && tab !== "all" ? tabQuery(tab) : null;
  const asked = [words, tag && tagQuery(tag), ofTab].filter((part) => part !== null);
  return sql`${queueRows.search} @@ ${asked.join(" & ")}::tsquery`;
}
