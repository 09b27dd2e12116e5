/** Says UTF-8 to programs that guess otherwise. */
export const CSV_BEGINNING = "\uFEFF";

/** A cell that begins so is a formula to a program for tables: an apostrophe makes text of it. */
const FORMULA = /^[=+\-@\t\r]/;
const QUOTED = /[",\r\n]/;

/** One cell of a CSV file (RFC 4180): quoted where it must be, and never a formula. */
export function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line, with its end. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}
