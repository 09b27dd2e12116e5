import { AppError } from "@/lib/errors";
import type { Failure } from "./provider";

/** Why an HTTP call gave no usable answer. Keeps a code, never the request or the answer. */
export class FetchFailure extends Error {
  override name = "FetchFailure";
  readonly code: string;
  /** Whether bytes of the request may have left our side. */
  readonly sent: boolean;

  constructor(code: string, sent: boolean) {
    super(`call to the provider failed: ${code}`);
    this.code = code;
    this.sent = sent;
  }
}

/** Network errors that happen before a byte of the request is sent (Node's and undici's codes). */
const beforeSending = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);
const tlsCode = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO)/;

/** What fetch threw, as a `FetchFailure` with a stable code. */
export function toFetchFailure(thrown: unknown): FetchFailure {
  if (thrown instanceof FetchFailure) return thrown;
  const name = thrown instanceof Error ? thrown.name : "";
  if (name === "TimeoutError" || name === "AbortError") return new FetchFailure("timeout", true);
  const code = errorCode(thrown) ?? errorCode(thrown instanceof Error ? thrown.cause : null);
  if (code && tlsCode.test(code)) return new FetchFailure("tls", false);
  if (code && beforeSending.has(code)) return new FetchFailure(code.toLowerCase(), false);
  if (thrown instanceof Error && /redirect/i.test(String(thrown.cause))) {
    return new FetchFailure("redirect", true);
  }
  return new FetchFailure(code ? code.toLowerCase() : "network", true);
}

function errorCode(thrown: unknown): string | null {
  if (typeof thrown !== "object" || thrown === null || !("code" in thrown)) return null;
  return typeof thrown.code === "string" ? thrown.code : null;
}

/** A failure as an error for people: nothing was decided, and nothing is lost. */
export function unavailable(failure: Failure): AppError {
  return new AppError({
    code: "unavailable",
    message: `the provider gave no usable answer: ${failure.class} ${failure.code}`,
    human:
      "Clio is not answering right now. There is nothing for you to do; please try again in a few minutes.",
    retryAfterSeconds: failure.retryAfterSeconds ?? 60,
  });
}
