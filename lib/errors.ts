/** The few codes a verb may fail with. Each maps to one HTTP status in lib/web. */
export const errorCodes = [
  "invalid_input",
  "not_signed_in",
  "forbidden",
  "second_factor_needed",
  "step_up_needed",
  "not_found",
  "conflict",
  "expired",
  "rate_limited",
  "unavailable",
  "keys_unavailable",
  "tampered",
  "internal",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

type AppErrorInput = {
  code: ErrorCode;
  /** For operators: goes to the log, never to a page. */
  message: string;
  /** For people: plain words, safe on a page. */
  human?: string;
  /** For people, per form field. */
  fields?: Record<string, string>;
  /** Seconds until trying again makes sense. */
  retryAfterSeconds?: number;
  /** With a conflict: the version that is stored now. The form takes it, so that saving again is meant. */
  version?: number;
  cause?: unknown;
};

const defaultHuman: Record<ErrorCode, string> = {
  invalid_input: "Something in the form needs another look.",
  not_signed_in:
    "You are not signed in any more. Sessions end after a while, and a link ends when its step is done.",
  forbidden: "You cannot do this with your account.",
  second_factor_needed: "Please give your second factor first.",
  step_up_needed: "Please confirm first that it is you.",
  not_found: "We cannot find this page.",
  conflict: "This changed in the meantime. Please look at it again.",
  expired: "This has expired. Please start again.",
  rate_limited: "That was a lot of tries in a short time. Please wait a little and try again.",
  unavailable: "We cannot do this right now. Nothing is lost; please try again in a minute.",
  keys_unavailable: "We cannot do this right now. Nothing is lost; please try again in a minute.",
  tampered: "We cannot do this right now. We have been told and will look at it.",
  internal: "Something went wrong on our side. Nothing is lost; please try again.",
};

/** A failure with a name: one message for operators, one for people. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly human: string;
  readonly fields: Record<string, string>;
  readonly retryAfterSeconds: number | undefined;
  readonly version: number | undefined;

  constructor(input: AppErrorInput) {
    super(input.message, input.cause === undefined ? undefined : { cause: input.cause });
    this.name = "AppError";
    this.code = input.code;
    this.human = input.human ?? defaultHuman[input.code];
    this.fields = input.fields ?? {};
    this.retryAfterSeconds = input.retryAfterSeconds;
    this.version = input.version;
  }
}

/** Anything thrown, as an AppError: unknown things become `internal` and keep their cause. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : "a value was thrown";
  return new AppError({ code: "internal", message, cause: thrown });
}

/** Refuses input with one message for each field. */
export function invalidInput(fields: Record<string, string>, human?: string): AppError {
  return new AppError({
    code: "invalid_input",
    message: `invalid input: ${Object.keys(fields).join(", ")}`,
    human,
    fields,
  });
}

/**
 * Refuses a form that somebody else was faster with. `who` saved what is stored now, at `version`; what
 * was typed stays in the form, and saving again overwrites on purpose.
 */
export function staleForm(input: {
  message: string;
  who: string | null;
  version: number;
}): AppError {
  const { message, who, version } = input;
  return new AppError({
    code: "conflict",
    message,
    human: `${who ?? "Somebody else"} saved a change while you had this open, and it is kept. What you typed is still here: compare it with the page in another window. Saving again replaces the other change.`,
    version,
  });
}
