import { z } from "zod";
import { toAppError, type AppError, type ErrorCode } from "@/lib/errors";
import { Refusal, refusalCodes, type RefusalCode } from "@/lib/tokens/refusal";

/** What is wrong with a request itself, before anything is looked up. */
export const requestCodes = [
  "route_unknown",
  "method_unknown",
  "address_unreadable",
  "parameter_invalid",
  "body_too_long",
  "body_not_json",
  "body_invalid",
  "header_invalid",
] as const;
type RequestCode = (typeof requestCodes)[number];

const houseCodes = ["unavailable", "keys_unavailable", "internal"] as const;
export const problemCodes = [...requestCodes, ...refusalCodes, ...houseCodes] as const;
export type ProblemCode = (typeof problemCodes)[number];

const problems: Record<ProblemCode, { status: number; title: string }> = {
  route_unknown: { status: 404, title: "Nothing is at this address" },
  method_unknown: { status: 405, title: "This method is not used here" },
  address_unreadable: { status: 400, title: "The address cannot be read" },
  parameter_invalid: { status: 400, title: "A parameter is not understood" },
  body_too_long: { status: 413, title: "The body is longer than 64 KiB" },
  body_not_json: { status: 415, title: "The body is not JSON" },
  body_invalid: { status: 422, title: "The body is not understood" },
  header_invalid: { status: 400, title: "A header is not understood" },
  key_missing: { status: 401, title: "There is no key" },
  key_repeated: { status: 400, title: "There is more than one key" },
  key_in_address: { status: 401, title: "A key stands in the address" },
  key_unknown: { status: 401, title: "The key is not known" },
  key_expired: { status: 401, title: "The key has expired" },
  key_revoked: { status: 401, title: "The key was revoked" },
  right_missing: { status: 403, title: "The client may not do this" },
  connection_unknown: { status: 404, title: "The connection is not known" },
  not_connected: { status: 409, title: "The firm is not connected" },
  account_unconfirmed: { status: 409, title: "The account is not confirmed" },
  not_live: { status: 409, title: "The firm is not live" },
  access_ended: { status: 409, title: "The access has ended" },
  needs_attention: { status: 409, title: "The connection needs attention" },
  token_unavailable: { status: 503, title: "There is no token at the moment" },
  rate_limited: { status: 429, title: "There were too many requests" },
  network_rate_limited: { status: 429, title: "Too many unknown keys came from your network" },
  report_repeated: { status: 422, title: "The idempotency key was used for something else" },
  report_running: { status: 409, title: "The same report is being looked into" },
  nothing_to_report_on: { status: 409, title: "There is nothing to report on" },
  unavailable: { status: 503, title: "The portal cannot do this at the moment" },
  keys_unavailable: { status: 503, title: "The portal cannot open its secrets" },
  internal: { status: 500, title: "Something went wrong in the portal" },
};

/** RFC 9457, with a stable code to decide by. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: "urn:anteroom:problem: and the code" }),
    title: z.string(),
    status: z.int(),
    code: z.enum(problemCodes),
    detail: z.string(),
    request_id: z.string(),
  })
  .meta({ id: "Problem" });

/** A request that is wrong in itself. */
export class BadRequest extends Error {
  readonly code: RequestCode;
  readonly allow: string | undefined;

  constructor(code: RequestCode, detail: string, allow?: string) {
    super(detail);
    this.name = "BadRequest";
    this.code = code;
    this.allow = allow;
  }
}

export type Problem = {
  status: number;
  code: ProblemCode;
  headers: Record<string, string>;
  body: string;
  /** Ours to mend: it belongs in the log with its stack. */
  isFault: boolean;
};

/** Whatever was thrown, as the answer that tells the caller what to do. */
export function problemOf(thrown: unknown, requestId: string): Problem {
  const { code, detail, retryAfterSeconds, allow } = described(thrown);
  const { status, title } = problems[code];
  const type = `urn:anteroom:problem:${code}`;
  const body = { type, title, status, code, detail, request_id: requestId };
  return {
    status,
    code,
    headers: {
      "content-type": "application/problem+json",
      ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
      ...(allow && { allow }),
      ...(challenge(code) && { "www-authenticate": challenge(code) }),
    },
    body: JSON.stringify(body),
    isFault: code === "internal" || code === "keys_unavailable",
  };
}

type Described = {
  code: ProblemCode;
  detail: string;
  retryAfterSeconds?: number | undefined;
  allow?: string | undefined;
};

function described(thrown: unknown): Described {
  if (thrown instanceof BadRequest) {
    return { code: thrown.code, detail: thrown.message, allow: thrown.allow };
  }
  if (thrown instanceof Refusal) {
    const { code, message, retryAfterSeconds } = thrown;
    return { code, detail: message, retryAfterSeconds };
  }
  return ofApp(toAppError(thrown));
}

const ofErrors: Partial<Record<ErrorCode, ProblemCode>> = {
  unavailable: "unavailable",
  keys_unavailable: "keys_unavailable",
  rate_limited: "rate_limited",
};

function ofApp({ code: cause, retryAfterSeconds }: AppError): Described {
  const code = ofErrors[cause] ?? "internal";
  const detail =
    code === "internal"
      ? "This has been noted. Please tell the portal's staff the request id if it stays."
      : "Nothing is lost. Please ask again after a while.";
  const wait = retryAfterSeconds ?? (code === "internal" ? undefined : 5);
  return { code, detail, retryAfterSeconds: wait };
}

/** RFC 6750, section 3: says how to authenticate, and what was wrong with a key that was given. */
function challenge(code: ProblemCode): string | undefined {
  const isRefusal = (refusalCodes as readonly string[]).includes(code);
  if (!isRefusal) return undefined;
  const realm = 'Bearer realm="anteroom"';
  const word: Partial<Record<RefusalCode, string>> = {
    key_missing: realm,
    key_in_address: `${realm}, error="invalid_request"`,
    key_repeated: `${realm}, error="invalid_request"`,
    key_unknown: `${realm}, error="invalid_token"`,
    key_expired: `${realm}, error="invalid_token"`,
    key_revoked: `${realm}, error="invalid_token"`,
    right_missing: `${realm}, error="insufficient_scope"`,
  };
  return word[code as RefusalCode];
}
