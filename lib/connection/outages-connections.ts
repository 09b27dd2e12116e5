import { sql, type SQL } from "drizzle-orm";

/** Of a statement on connections: they are in use in an outage's region, or through its application. */
export function ofOutage({
  scope,
  subject,
}: {
  scope: "region" | "application";
  subject: string;
}): SQL {
  const column = scope === "region" ? sql`g.region` : sql`g.application_id`;
  return sql`connections.id in (
    select g.connection_id from grants g where g.state = 'active' and ${column} = ${subject})`;
}
