import { and, gte, lt, ne, sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { activityHours, healthDays } from "@/lib/db/schema";
import { addDays, startOfDay, type Day } from "@/lib/settings/rules";
import { connectionStatuses } from "@/lib/vocabulary";
import { countStatuses } from "./count-health";
import { seriesOf, type Series } from "./report-rules";

export const REPORT_DAYS = 30;

type Period = { today: Day; timeZone: string };

/** The last days up to and with today, the oldest first. */
export function reportDays(today: Day): Day[] {
  return Array.from({ length: REPORT_DAYS }, (_, n) => addDays(today, n + 1 - REPORT_DAYS));
}

/**
 * How many connections had each status on each of the last 30 days, today's as of now; null where nobody
 * counted. For staff.
 */
export async function loadHealth(ctx: Context, { today }: Period): Promise<Series[]> {
  requireStaff(ctx, "viewer");
  const days = reportDays(today);
  const [before, present] = await ctx.db.query((db) =>
    Promise.all([
      db
        .select({ day: healthDays.day, name: healthDays.status, count: healthDays.count })
        .from(healthDays)
        .where(and(gte(healthDays.day, days[0] ?? today), lt(healthDays.day, today))),
      countStatuses(db),
    ]),
  );
  const rows = [
    ...before,
    ...present.map(({ status, count }) => ({ day: today, name: status, count })),
  ];
  const known = new Set([today, ...before.map(({ day }) => day)]);
  return seriesOf(days, known, rows, connectionStatuses);
}

/** How refreshes and checks ended on each of the last 30 days; null before the first count. For staff. */
export async function loadActivity(
  ctx: Context,
  { today, timeZone }: Period,
): Promise<Record<"refresh" | "check", Series[]>> {
  requireStaff(ctx, "viewer");
  const days = reportDays(today);
  const day = sql<Day>`to_char(${activityHours.hour} at time zone ${timeZone}, 'YYYY-MM-DD')`;
  const { rows, counted } = await ctx.db.query(async (db) => {
    const since = startOfDay(days[0] ?? today, timeZone);
    const [found, [first]] = await Promise.all([
      db
        .select({
          day: day.as("day"),
          kind: activityHours.kind,
          name: activityHours.outcome,
          count: sql<number>`sum(${activityHours.count})::int`,
        })
        .from(activityHours)
        .where(and(gte(activityHours.hour, since), ne(activityHours.kind, "counted")))
        .groupBy(sql`1`, activityHours.kind, activityHours.outcome),
      db.select({ day: sql<Day | null>`min(${day})` }).from(activityHours),
    ]);
    return { rows: found, counted: first?.day ?? null };
  });
  const known = new Set(days.filter((one) => counted !== null && one >= counted));
  const of = (kind: string, names: readonly string[]) =>
    seriesOf(
      days,
      known,
      rows.filter((row) => row.kind === kind),
      names,
    );
  return { refresh: of("refresh", refreshOutcomes), check: of("check", checkOutcomes) };
}

export const refreshOutcomes = ["refreshed", "transient", "misconfigured", "rejected"] as const;
export const checkOutcomes = ["all_work", "some_refused", "clio_unavailable", "our_fault"] as const;
