import { and, asc, eq, isNotNull, isNull, lte, sql } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { connections, firms, problems } from "@/lib/db/schema";
import { problemKinds } from "@/lib/vocabulary";
import { mailProblem } from "./mail-problem";
import { mailRecovery } from "./mail-recovery";

const BATCH = 100;

/**
 * Queues the mails about problems that are due, the most urgent first, and after them the recoveries of
 * what was mailed. Nothing while the status says something else, while many fail together, or within a
 * day of the contact's last notice. Bounded; safe to repeat and to run twice at once; one bad row never
 * stops the others.
 */
export async function sweepProblems(ctx: Context): Promise<void> {
  const at = await now(ctx);
  const urgency = sql`array_position(string_to_array(${problemKinds.join(",")}, ','), ${problems.kind})`;
  const due = await ctx.db.query((db) =>
    db
      .select({ problem: problems })
      .from(problems)
      .innerJoin(connections, eq(connections.id, problems.connectionId))
      .innerJoin(firms, eq(firms.id, problems.firmId))
      .where(
        and(
          isNull(problems.closedAt),
          lte(problems.nextMailAt, at),
          isStill,
          sql`not ${isUnderOutage}`,
          sql`not ${hasNotice}`,
        ),
      )
      .orderBy(asc(urgency), asc(problems.nextMailAt))
      .limit(BATCH),
  );
  for (const { problem } of due) {
    await mailProblem(ctx, problem, at).catch((thrown: unknown) => {
      ctx.log.error({ err: thrown, problem: problem.id }, "a problem could not be mailed");
    });
  }
  const mended = await ctx.db.query((db) =>
    db
      .selectDistinct({ connectionId: problems.connectionId, firmId: problems.firmId })
      .from(problems)
      .innerJoin(connections, eq(connections.id, problems.connectionId))
      .innerJoin(firms, eq(firms.id, problems.firmId))
      .where(
        and(
          isNotNull(problems.closedAt),
          lte(problems.nextMailAt, at),
          eq(connections.status, "working"),
          sql`not ${hasNotice}`,
        ),
      )
      .limit(BATCH),
  );
  for (const one of mended) {
    await mailRecovery(ctx, one).catch((thrown: unknown) => {
      ctx.log.error({ err: thrown, firm: one.firmId }, "a recovery could not be mailed");
    });
  }
}

/** The connection's status says so now: it may be checked, or be another one's turn, meanwhile. */
const isStill = sql`(case ${connections.status}
  when 'access_ended' then 'access_ended'
  when 'needs_attention' then ${connections.statusReason} end) = ${problems.kind}`;

/**
 * Many connections of its region or application failed together when it began: Clio's fault or ours
 * until the outage is over. In quarantine everything is.
 */
const isUnderOutage = sql`(
  exists (
    select 1 from outages as o
    join grants as g on g.connection_id = ${problems.connectionId} and g.state = 'active'
    where o.ended_at is null
      and ((o.scope = 'region' and o.subject = g.region)
        or (o.scope = 'application' and o.subject = g.application_id))
      and ${problems.openedAt} >= o.opened_at - interval '15 minutes')
  or exists (select 1 from house_state as h where h.quarantined_at is not null))`;

/** The firm's main contact got, or will get, another notice within the day. */
const hasNotice = sql`exists (
  select 1 from mails as m
  where m.firm_id = ${problems.firmId} and m.person_id = ${firms.mainContactId}
    and m.is_notice and m.queued_at > now() - interval '24 hours')`;
