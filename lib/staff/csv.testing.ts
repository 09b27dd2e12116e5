/** Reads a CSV file as RFC 4180 has it: the lines with their cells. Throws for what is none. */
export function parseCsv(text: string): string[][] {
  const lines: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const cells: string[] = [];
    for (;;) {
      const [cell, end] = text[at] === '"' ? quoted(text, at + 1) : plain(text, at);
      cells.push(cell);
      at = end;
      if (text[at] !== ",") break;
      at += 1;
    }
    if (text.slice(at, at + 2) !== "\r\n") throw new Error(`no end of a line at ${at}`);
    at += 2;
    lines.push(cells);
  }
  return lines;
}

function plain(text: string, from: number): [string, number] {
  const end = text.slice(from).search(/[,\r\n]/) + from;
  const cell = text.slice(from, end);
  if (cell.includes('"')) throw new Error(`a quote in the middle of a cell at ${from}`);
  return [cell, end];
}

function quoted(text: string, from: number): [string, number] {
  let end = from;
  while (text[end] !== '"' || text[end + 1] === '"') {
    if (end >= text.length) throw new Error(`a cell without an end at ${from}`);
    end += text[end] === '"' ? 2 : 1;
  }
  return [text.slice(from, end).replaceAll('""', '"'), end + 1];
}
