/** A file that cannot be read as CSV, in words for the person who chose it. */
export type CsvProblem = { line: number; problem: string };
export type CsvTable = { rows: string[][] } | CsvProblem;

/**
 * Reads CSV as RFC 4180 has it and as spreadsheets write it: fields in quotes with doubled quotes and line
 * breaks in them, any line ends, a byte order mark, and semicolons where the first line has more of them
 * than commas. Empty lines are left out. A quote that is not closed, or stands in the middle of a field,
 * is a problem of its line.
 */
export function readCsv(given: string): CsvTable {
  const text = given.startsWith("\uFEFF") ? given.slice(1) : given;
  const separator = separatorOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let line = 1;
  let at = 0;
  for (;;) {
    const field = text[at] === '"' ? quoted(text, at) : plain(text, at, separator);
    if (field === null) return { line, problem: "a quote is opened and not closed" };
    row.push(field.value);
    line += lineBreaks(text.slice(at, field.end));
    at = field.end;
    if (text[at] === separator) {
      at += 1;
      continue;
    }
    if (row.some((value) => value.trim() !== "")) rows.push(row);
    if (at >= text.length) return { rows };
    if (!isBreak(text[at])) return { line, problem: "a quote stands in the middle of a field" };
    row = [];
    at += text.startsWith("\r\n", at) ? 2 : 1;
    line += 1;
    // The last line may or may not end with a break.
    if (at >= text.length) return { rows };
  }
}

type Field = { value: string; end: number };

function plain(text: string, start: number, separator: string): Field {
  let end = start;
  while (end < text.length && text[end] !== separator && !isBreak(text[end])) end += 1;
  return { value: text.slice(start, end), end };
}

function quoted(text: string, start: number): Field | null {
  let value = "";
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] !== '"') value += text[at];
    else if (text[at + 1] === '"') {
      value += '"';
      at += 1;
    } else return { value, end: at + 1 };
  }
  return null;
}

const isBreak = (sign: string | undefined) => sign === "\n" || sign === "\r";

function lineBreaks(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

/** Semicolons, tabs or commas: whichever the first line has most of, outside of quotes. */
function separatorOf(text: string): string {
  const first = text.replace(/"(?:[^"]|"")*"/g, "").split(/[\r\n]/, 1)[0] ?? "";
  const count = (sign: string) => first.split(sign).length - 1;
  return [",", ";", "\t"].toSorted((one, other) => count(other) - count(one))[0] ?? ",";
}
