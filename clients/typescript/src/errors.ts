import type { Problem } from "./api-types.js";

/**
 * What the door said no with (RFC 9457). Decide by `code`; show `message` to people who look after the
 * integration, and tell the portal's staff the `requestId`.
 */
export class AnteroomError extends Error {
  override readonly name = "AnteroomError";
  readonly status: number;
  readonly code: Problem["code"] | (string & {});
  readonly requestId: string | undefined;
  /** Seconds until asking again makes sense, when the door said so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(input: {
    status: number;
    code: string;
    detail: string;
    requestId?: string | undefined;
    retryAfterSeconds?: number | undefined;
  }) {
    super(`${input.code}: ${input.detail}`);
    this.status = input.status;
    this.code = input.code;
    this.requestId = input.requestId;
    this.retryAfterSeconds = input.retryAfterSeconds;
  }
}

/** The door gave no answer that can be read: not reached, too slow, or something else stands there. */
export class AnteroomUnreachable extends Error {
  override readonly name = "AnteroomUnreachable";
}

/** A webhook that is not from the portal, is too old, or says what this version does not know. */
export class WebhookRefused extends Error {
  override readonly name = "WebhookRefused";
}
