import { sql } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";
import { refusedResults } from "./rules";
import { TOGETHER_MS, type ConnectionGroup } from "./outage-rules";

/**
 * A connection so young has not worked yet: that a permission is missing from its first look on is no
 * beginning of anything.
 */
const SETTLED_SECONDS = 900;

/**
 * The connections in use of each region, by application of ours, with how many of them began to fail
 * within a quarter of an hour. What an outage that is over counted is not counted again.
 */
export async function findGroups(db: Queryable, at: Date): Promise<ConnectionGroup[]> {
  const since = new Date(at.getTime() - TOGETHER_MS).toISOString();
  const refused = sql.join(
    refusedResults.map((result) => sql`${result}`),
    sql`, `,
  );
  const rows = await db.execute<{
    region: ConnectionGroup["region"];
    application: string | null;
    active: number;
    failing: number;
    refused: number;
    last: string | null;
  }>(sql`
    with looked_at as (
      select g.region, case when a.firm_id is null then a.id end as application, c.failing_since,
        c.failing_since >= ${since}
          and c.failing_since >= g.activated_at + make_interval(secs => ${SETTLED_SECONDS})
          and not exists (select 1 from outages o where o.ended_at >= c.failing_since
            and ((o.scope = 'region' and o.subject = g.region)
              or (o.scope = 'application' and o.subject = g.application_id))) as is_failing,
        g.refused_at is not null or g.ended_at is not null
          or g.refresh_outcome in ('rejected', 'misconfigured') or a.key_check = 'refused'
          or exists (select 1 from scope_checks s
            where s.grant_id = g.id and s.result in (${refused})) as is_refused
      from grants g
      join connections c on c.id = g.connection_id
      join applications a on a.id = g.application_id
      where g.state = 'active' and (g.ended_at is null or g.ended_at >= ${since})
    )
    select region, application, count(*)::int as active,
      count(*) filter (where is_failing)::int as failing,
      count(*) filter (where is_failing and is_refused)::int as refused,
      max(failing_since) filter (where is_failing) as last
    from looked_at group by region, application`);
  return rows.map(({ application, last, ...row }) => ({
    ...row,
    applicationId: application,
    lastFailureAt: last === null ? null : new Date(last),
  }));
}
