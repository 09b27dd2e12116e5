import { inspect } from "node:util";
import pino, { type DestinationStream, type Logger } from "pino";

export type { Logger };

const REDACTED = "[redacted]";

/**
 * A secret on its way through the house. Whatever prints it (log, JSON, inspect, template string)
 * gets `[redacted]`; only `reveal()` gives the value, so a search for that word finds each use.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}

/** Errors as the log keeps them: names, codes and stacks of the chain, never raw answers or parameters. */
function describeError(thrown: unknown, depth = 0): unknown {
  if (!(thrown instanceof Error)) return typeof thrown;
  const code = "code" in thrown ? thrown.code : undefined;
  return {
    name: thrown.name,
    // A driver's message may quote the values of a statement; ours never do.
    message: thrown.name === "AppError" || depth === 0 ? thrown.message.slice(0, 500) : undefined,
    code: typeof code === "string" ? code : undefined,
    stack: thrown.stack?.split("\n").slice(1, 8).join("\n"),
    cause:
      thrown.cause === undefined || depth > 3 ? undefined : describeError(thrown.cause, depth + 1),
  };
}

/** A JSON logger. `name` is the process; `destination` is for tests (standard output otherwise). */
export function createLogger(
  name: string,
  level = "info",
  destination?: DestinationStream,
): Logger {
  return pino(
    {
      name,
      level,
      base: { name },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describeError },
    },
    destination,
  );
}

/**
 * Standard output for a program that answers much: lines are written many at a time, beside the work, and
 * a fifth of a second later at most. What is left is written when the process ends; one that is killed
 * may lose its last lines.
 */
export function unhurriedOutput(): DestinationStream {
  return pino.destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 200 });
}
