import { formatDate, formatDay, formatInstant } from "./format-time";

type TimeTextProps = {
  at: Date;
  /** The agency's zone, such as `America/New_York`. */
  timeZone: string;
  /** With it, near days become "today", "yesterday", "tomorrow". */
  now?: Date;
  dateOnly?: boolean;
};

/** An instant as people read it, with its zone in words; machines find the exact one. */
export function TimeText({ at, timeZone, now, dateOnly = false }: TimeTextProps) {
  return (
    <time dateTime={at.toISOString()}>
      {dateOnly ? formatDate(at, timeZone) : formatInstant(at, timeZone, now)}
    </time>
  );
}

/** A day without a time. */
export function DayText({ day }: { day: string }) {
  return (
    <time dateTime={day} className="whitespace-nowrap">
      {formatDay(day)}
    </time>
  );
}
