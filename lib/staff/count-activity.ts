import { sql } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { activityHours, events } from "@/lib/db/schema";

const HOUR_MS = 60 * 60 * 1000;
/** How far back the first count goes: as far as the pictures show. */
const FIRST_HOURS = 31 * 24;
/** In one statement, so that catching up holds nobody. */
const HOURS_AT_ONCE = 24;
/** The line that says that an hour was counted, also when nothing happened in it. */
const COUNTED = "counted";

/**
 * Counts from the history how refreshes, checks, attempts and looks at keys ended, in whole hours: from
 * the hour before the last counted one to now. Safe to repeat and to run twice at once; what was down for
 * a while catches up.
 */
export async function countActivity(ctx: Context): Promise<void> {
  const at = await now(ctx);
  const thisHour = Math.floor(at.getTime() / HOUR_MS);
  for (;;) {
    const upTo = await ctx.db.transaction((tx) => countSome(tx, thisHour));
    if (upTo >= thisHour) return;
  }
}

/** Counts a day's worth of hours. Returns the last hour counted, in hours since 1970. */
async function countSome(tx: Queryable, thisHour: number): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('activity', 0))`);
  const [last] = await tx.execute<{ hour: string | null }>(
    sql`select max(${activityHours.hour}) as hour from ${activityHours} where ${activityHours.kind} = ${COUNTED}`,
  );
  const first = last?.hour
    ? Math.floor(Date.parse(last.hour) / HOUR_MS) - 1
    : thisHour - FIRST_HOURS;
  const end = Math.min(first + HOURS_AT_ONCE, thisHour);
  const from = new Date(first * HOUR_MS).toISOString();
  const until = new Date((end + 1) * HOUR_MS).toISOString();
  await tx.execute(
    sql`delete from ${activityHours} where ${activityHours.hour} >= ${from}::timestamptz and ${activityHours.hour} < ${until}::timestamptz`,
  );
  await tx.execute(sql`
    insert into ${activityHours} (hour, kind, outcome, count)
    select hour, kind, outcome, count(*)::int from (
      select date_trunc('hour', ${events.at}, 'UTC') as hour,
        case ${events.kind}
          when 'connection.checked' then 'check' when 'connection.attempt_ended' then 'attempt'
          when 'keys.checked' then 'keys' else 'refresh' end as kind,
        case ${events.kind}
          when 'connection.checked' then coalesce(${events.data} ->> 'trouble',
            case when (${events.data} ->> 'worked')::int >= (${events.data} ->> 'asked')::int
              then 'all_work' else 'some_refused' end)
          when 'keys.checked' then coalesce(${events.data} ->> 'answer', 'unknown')
          else coalesce(${events.data} ->> 'outcome', 'unknown') end as outcome
      from ${events}
      where ${events.at} >= ${from}::timestamptz and ${events.at} < ${until}::timestamptz
        and ${events.kind} in ('connection.refreshed', 'connection.refresh_failed',
          'connection.checked', 'connection.attempt_ended', 'keys.checked')
    ) as found group by hour, kind, outcome
    union all select ${new Date(end * HOUR_MS).toISOString()}::timestamptz, ${COUNTED}, '', 0`);
  return end;
}
