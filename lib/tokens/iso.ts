/** `2026-11-28 09:00:00.123456+00`, as PostgreSQL writes an instant where its zone is UTC. */
const IN_UTC = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00$/;

/**
 * An instant as PostgreSQL writes it, in ISO 8601 to the millisecond. A page of the door's list has four
 * hundred of them, and a `Date` between the two texts would cost more than the rest of a line.
 */
export function isoOf(text: string): string {
  if (!IN_UTC.test(text)) return new Date(text).toISOString();
  const milliseconds = text.slice(20, -3).slice(0, 3);
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${milliseconds.padEnd(3, "0")}Z`;
}
