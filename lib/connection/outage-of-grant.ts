import { sql } from "drizzle-orm";
import type { OutageCause, OutageFacts } from "./outage-rules";

type Found = { cause: OutageCause; opened_at: string; ended_at: string | null };

/**
 * Of a statement on grants: the newest outage of the grant's region or application, an open one first,
 * also one that ended within the hour. For `toOutageFacts`.
 */
export const outageOfGrant = sql<Found | null>`(
  select json_build_object('cause', o.cause, 'opened_at', o.opened_at, 'ended_at', o.ended_at)
  from outages as o
  where ((o.scope = 'region' and o.subject = grants.region)
      or (o.scope = 'application' and o.subject = grants.application_id))
    and (o.ended_at is null or o.ended_at > now() - interval '1 hour')
  order by o.ended_at is not null, o.scope desc, o.opened_at desc
  limit 1)`;

/** As the rules know it. */
export function toOutageFacts(found: Found | null): OutageFacts | null {
  if (!found) return null;
  const { cause, opened_at: openedAt, ended_at: endedAt } = found;
  return {
    cause,
    openedAt: new Date(openedAt),
    endedAt: endedAt === null ? null : new Date(endedAt),
  };
}
