import { AppError } from "@/lib/errors";

/** Wrongly called: exit code 2, with what was wrong and how it is called. */
export class UsageError extends Error {}

export type Command = {
  /** What stands behind `npm run portal -- `, such as `keys retire <kid>`. */
  usage: string;
  /** One line on what it does. */
  about: string;
  /** Resolves with whether all is well: exit code 0 or 1. */
  run(args: string[]): Promise<boolean>;
};

/** The arguments that a command takes, all of them and no more. */
export function take<const Names extends readonly string[]>(
  args: string[],
  names: Names,
): { [Name in keyof Names]: string } {
  if (args.length > names.length) throw new UsageError(`“${args[names.length]}” is too much`);
  const missing = names[args.length];
  if (missing) throw new UsageError(`the ${missing} is missing`);
  return args as { [Name in keyof Names]: string };
}

export const say = (...lines: string[]): void => lines.forEach((line) => console.log(line));

/** A table in plain text: columns as wide as they need, two spaces between. */
export function sayTable(rows: string[][]): void {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  for (const row of rows)
    say(
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}

/** Why a command failed, in one line. What we did not foresee keeps its stack for a report. */
export function explanation(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const fields = thrown instanceof AppError ? Object.values(thrown.fields) : [];
  if (fields.length > 0) return fields.join(" ");
  const isForeseen = ["AppError", "EnvError", "KeyRingError", "Stop"].includes(thrown.name);
  return isForeseen ? thrown.message : (thrown.stack ?? thrown.message);
}
