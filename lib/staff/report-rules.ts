import type { Day } from "@/lib/settings/rules";

/** One row of a picture: a number for each day; null where nobody counted. */
export type Series = { name: string; counts: (number | null)[]; total: number };

/**
 * One row for each name in its order, also for those of which there was nothing. `known`: the days on
 * which somebody counted; a day without a number of its own counts nothing then.
 */
export function seriesOf(
  days: readonly Day[],
  known: ReadonlySet<Day>,
  rows: readonly { day: Day; name: string; count: number }[],
  names: readonly string[],
): Series[] {
  return names.map((name) => {
    const of = new Map(
      rows.filter((row) => row.name === name).map(({ day, count }) => [day, count]),
    );
    const counts = days.map((day) => (known.has(day) ? (of.get(day) ?? 0) : null));
    return { name, counts, total: counts.reduce<number>((sum, one) => sum + (one ?? 0), 0) };
  });
}

/** Whether there is any number to draw. */
export function hasNumbers(series: readonly Series[]): boolean {
  return series.some(({ counts }) => counts.some((one) => one !== null));
}

/** The highest number of all rows, at least 1: the height of every picture, so that they compare. */
export function highest(series: readonly Series[]): number {
  return Math.max(1, ...series.flatMap(({ counts }) => counts.map((one) => one ?? 0)));
}

/** "3 days", "1 day", "4 hours": as exact as it matters. */
export function durationWords(days: number): string {
  const hours = Math.round(days * 24);
  if (hours < 1) return "less than an hour";
  if (hours < 48) return hours === 1 ? "1 hour" : `${hours} hours`;
  const whole = Math.round(days * 10) / 10;
  return `${Number.isInteger(whole) || whole >= 10 ? Math.round(whole) : whole} days`;
}

/** A share in whole per cent; never 100 or 0 for what is not all or nothing. */
export function percentWords(share: number): string {
  const percent = Math.round(share * 100);
  if (percent === 100 && share < 1) return "99 %";
  if (percent === 0 && share > 0) return "under 1 %";
  return `${percent} %`;
}
