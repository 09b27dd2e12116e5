/** What a dump in plain SQL is made of: statements, and the lines that a COPY is followed by. */
export type DumpPart = { kind: "statement"; sql: string } | { kind: "rows"; lines: string[] };

const COPY = /^\s*copy\s.+\sfrom\s+stdin\b/i;
/** Rows are handed on in such portions: a table need not fit into memory. */
const LINES_AT_ONCE = 2000;

/**
 * Takes a dump in plain SQL apart, as pg_dump writes it. psql's own commands (`\restrict`) are left out.
 * Throws when the text ends in the middle of something: a dump that was cut off is none.
 */
export async function* splitSql(lines: AsyncIterable<string>): AsyncGenerator<DumpPart> {
  const scanner = new StatementScanner();
  let rows: string[] | null = null;
  for await (const line of lines) {
    if (rows) {
      if (line === "\\.") {
        if (rows.length > 0) yield { kind: "rows", lines: rows };
        yield { kind: "rows", lines: [] };
        rows = null;
      } else if (rows.push(line) >= LINES_AT_ONCE) {
        yield { kind: "rows", lines: rows };
        rows = [];
      }
      continue;
    }
    if (scanner.isEmpty && line.startsWith("\\")) continue;
    for (const sql of scanner.take(`${line}\n`)) {
      yield { kind: "statement", sql };
      if (COPY.test(sql)) rows = [];
    }
  }
  if (rows || !scanner.isEmpty) throw new Error("the dump ends in the middle of a statement");
}

/** Finds where statements end: not within quotes, dollar quotes, comments or a function's body. */
class StatementScanner {
  #text = "";
  /** What closes the quote or comment that we are in. */
  #closes: string | null = null;

  get isEmpty(): boolean {
    return this.#closes === null && this.#text.trim() === "";
  }

  take(line: string): string[] {
    const statements: string[] = [];
    for (let at = 0; at < line.length;) {
      const rest = line.slice(at);
      if (this.#closes !== null) {
        const end = rest.indexOf(this.#closes);
        const length = end === -1 ? rest.length : end + this.#closes.length;
        this.#keep(rest.slice(0, length));
        if (end !== -1) this.#closes = null;
        at += length;
        continue;
      }
      const opens = /^(?:--.*\n?|\/\*|'|"|\$(?:[A-Za-z_]\w*)?\$|;|[^;'"$/-]+|.)/s.exec(rest)?.[0];
      const piece = opens ?? rest;
      at += piece.length;
      if (piece.startsWith("--")) continue;
      if (piece === ";") {
        const sql = this.#text.trim();
        this.#text = "";
        if (sql) statements.push(sql);
        continue;
      }
      if (piece === "/*") this.#closes = "*/";
      if (piece === "'" || piece === '"' || /^\$.*\$$/s.test(piece)) this.#closes = piece;
      this.#keep(piece);
    }
    return statements;
  }

  #keep(piece: string): void {
    this.#text += piece;
  }
}
