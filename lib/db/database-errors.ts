import { AppError } from "@/lib/errors";

/** Codes of postgres.js and of Node that mean: this connection is gone. */
const lostCodes = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECTION_ENDED",
  "CONNECT_TIMEOUT",
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/** SQLSTATEs that mean "not now": connections, resources, shutdown, time-outs (Postgres, appendix A). */
const notNow = /^(08|53|57P0|57014|55P03|25P03|25P04)/;

class ConnectionLost extends Error {
  override name = "ConnectionLost";
  readonly code = "CONNECTION_CLOSED";
}

function codeOf(thrown: unknown): string | null {
  for (
    let error = thrown, depth = 0;
    error instanceof Error && depth < 4;
    error = error.cause, depth += 1
  ) {
    if ("code" in error && typeof error.code === "string" && !(error instanceof AppError))
      return error.code;
  }
  return null;
}

/** Whether an error means that its connection is gone: nothing may be sent on it any more. */
export function isConnectionLost(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code !== null && (lostCodes.has(code) || code.startsWith("57P0"));
}

/** Whether running the transaction again may help: serialization failure or deadlock. */
export function isWorthRetrying(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code === "40001" || code === "40P01";
}

/** Whether a lock was not to be had in the time that a statement gave itself. */
export function isLockTimeout(thrown: unknown): boolean {
  return codeOf(thrown) === "55P03";
}

/** Refused at the start of a connection: there is no such role yet, or its user may not act as it. */
function isRoleMissing(thrown: unknown): boolean {
  return (
    thrown instanceof Error &&
    "routine" in thrown &&
    "severity" in thrown &&
    thrown.severity === "FATAL" &&
    thrown.routine === "call_string_check_hook"
  );
}

/** A database that is away, slow or full, as `unavailable`; anything else stays what it is. */
export function toDatabaseError(thrown: unknown): unknown {
  if (isRoleMissing(thrown)) {
    const message = "the database lets its user not act as the portal does: run npm run migrate";
    return new AppError({ code: "unavailable", message, retryAfterSeconds: 5, cause: thrown });
  }
  const code = codeOf(thrown);
  if (code === null || (!lostCodes.has(code) && !notNow.test(code))) return thrown;
  return new AppError({
    code: "unavailable",
    message: `the database cannot answer: ${code}`,
    retryAfterSeconds: 5,
    cause: thrown,
  });
}

export function deadlinePassed(ms: number): AppError {
  return new AppError({
    code: "unavailable",
    message: `the database did not answer within ${ms} ms`,
    retryAfterSeconds: 5,
    cause: new ConnectionLost("given up after the deadline"),
  });
}

export function tooBusy(message: string): AppError {
  return new AppError({ code: "unavailable", message, retryAfterSeconds: 3 });
}
