/** Why the machine's door says no, in stable words that a program may decide by. */
export const refusalCodes = [
  "key_missing",
  "key_repeated",
  "key_in_address",
  "key_unknown",
  "key_expired",
  "key_revoked",
  "right_missing",
  "connection_unknown",
  "not_connected",
  "account_unconfirmed",
  "not_live",
  "access_ended",
  "needs_attention",
  "token_unavailable",
  "rate_limited",
  "network_rate_limited",
  "report_repeated",
  "report_running",
  "nothing_to_report_on",
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** A refusal of the door's: expected, and told to the caller as it is. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  /** Seconds until asking again makes sense. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: RefusalCode, detail: string, retryAfterSeconds?: number) {
    super(detail);
    this.name = "Refusal";
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
