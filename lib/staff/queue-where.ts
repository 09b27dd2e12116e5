import { and, arrayContains, eq, isNull, sql, type SQL } from "drizzle-orm";
import { queueRows } from "@/lib/db/schema";
import type { QueueQuery } from "./queue-query";
import { searchQuery } from "./search-words";

/** What a query asks of `queue_rows`, its tab included; `personId` is who `me` is. */
export function queueWhere(query: QueueQuery, personId: string): SQL | undefined {
  const { tab } = query;
  const ofTab = tab !== null && tab !== "all" ? eq(queueRows.tab, tab) : undefined;
  return and(ofTab, filtersWhere(query, personId));
}

/** What a query asks of `queue_rows` beside its tab. */
export function filtersWhere(query: QueueQuery, personId: string): SQL | undefined {
  const { stage, status, route, region, integration, owner, tag, longer, q } = query;
  return and(
    stage ? eq(queueRows.stage, stage) : undefined,
    status ? eq(queueRows.status, status) : undefined,
    route ? eq(queueRows.route, route) : undefined,
    region ? eq(queueRows.region, region) : undefined,
    integration ? eq(queueRows.integrationId, integration) : undefined,
    ownerWhere(owner, personId),
    tag ? arrayContains(queueRows.tags, [tag]) : undefined,
    longer ? sql`${queueRows.since} <= now() - make_interval(days => ${longer})` : undefined,
    q ? searchWhere(q) : undefined,
  );
}

function ownerWhere(owner: string | null, personId: string): SQL | undefined {
  if (owner === null) return undefined;
  if (owner === "nobody") return isNull(queueRows.ownerId);
  return eq(queueRows.ownerId, owner === "me" ? personId : owner);
}

/** A search without a word in it finds nothing. */
function searchWhere(q: string): SQL {
  const words = searchQuery(q);
  return words === null ? sql`false` : sql`${queueRows.search} @@ ${words}::tsquery`;
}
