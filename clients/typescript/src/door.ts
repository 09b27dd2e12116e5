import { AnteroomError, AnteroomUnreachable } from "./errors.js";

/** `fetch`, or something that takes its place. */
export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

export interface DoorOptions {
  /** Where the door is, such as `https://anteroom.internal.example`. */
  origin: string;
  /** The client's key, `anteroom_live_…`. Keep it where your other secrets are. */
  key: string;
  fetch?: Fetch;
  /** How long one call may wait in all because the door asked for patience; 10 unless told otherwise. */
  maxWaitSeconds?: number;
}

export interface DoorRequest {
  path: string;
  /** Sent as JSON by POST, under an `Idempotency-Key`, so that trying again reports nothing twice. */
  body?: object;
  idempotencyKey?: string;
}

/** Longer than the door's own wait for a token that is being renewed. */
const TIMEOUT_MS = 30_000;
const MAX_TRIES = 3;
const DEFAULT_WAIT_SECONDS = 10;
/** When the door says "later" without saying when. */
const UNSAID_SECONDS = 1;

export class Door {
  readonly #origin: string;
  readonly #key: string;
  readonly #fetch: Fetch;
  readonly #maxWaitSeconds: number;

  constructor(options: DoorOptions) {
    this.#origin = originOf(options.origin);
    this.#key = options.key;
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.#maxWaitSeconds = options.maxWaitSeconds ?? DEFAULT_WAIT_SECONDS;
  }

  /**
   * The JSON of an answer. Asks again when the door is busy or was not reached, as long as its
   * `Retry-After` fits into what one call may wait.
   * Throws `AnteroomError` for a refusal, `AnteroomUnreachable` without an answer.
   */
  async json<Answer>(request: DoorRequest): Promise<Answer> {
    let waited = 0;
    for (let tries = 1; ; tries += 1) {
      const thrown = await this.#once<Answer>(request).then(
        (answer) => ({ answer }),
        (error: unknown) => ({ error }),
      );
      if ("answer" in thrown) return thrown.answer;
      const wait = waitOf(thrown.error);
      if (wait === null || tries >= MAX_TRIES || waited + wait > this.#maxWaitSeconds) {
        throw thrown.error;
      }
      waited += wait;
      await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    }
  }

  async #once<Answer>({ path, body, idempotencyKey }: DoorRequest): Promise<Answer> {
    const headers: Record<string, string> = {
      accept: "application/json",
      authorization: `Bearer ${this.#key}`,
    };
    if (body) headers["content-type"] = "application/json";
    if (idempotencyKey) headers["idempotency-key"] = idempotencyKey;
    let response: Response;
    let text: string;
    try {
      response = await this.#fetch(`${this.#origin}${path}`, {
        method: body ? "POST" : "GET",
        headers,
        ...(body && { body: JSON.stringify(body) }),
        // A redirect would take the key along to wherever it leads.
        redirect: "error",
        cache: "no-store",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      text = await response.text();
    } catch (cause) {
      throw new AnteroomUnreachable("The door did not answer.", { cause });
    }
    const answer = parsed(text);
    if (response.ok && answer !== null) return answer as Answer;
    throw refusal(response, answer);
  }
}

/** Throws for what is no origin, and for plain http to another machine: the key would be readable. */
function originOf(text: string): string {
  const url = new URL(text);
  const isLoopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  const isSafe = url.protocol === "https:" || (url.protocol === "http:" && isLoopback);
  if (!isSafe) throw new TypeError("origin must be https, or http on this machine");
  if (url.origin !== text.replace(/\/$/, "")) throw new TypeError("origin must be an origin alone");
  return url.origin;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function refusal(response: Response, answer: unknown): Error {
  const { status, headers } = response;
  const problem = (typeof answer === "object" && answer !== null ? answer : {}) as Problem;
  if (typeof problem.code !== "string" || typeof problem.detail !== "string") {
    return new AnteroomUnreachable(`Something that is not the door answered with ${status}.`);
  }
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return new AnteroomError({
    status,
    code: problem.code,
    detail: problem.detail,
    requestId: typeof problem.request_id === "string" ? problem.request_id : undefined,
    retryAfterSeconds: Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined,
  });
}

interface Problem {
  code?: unknown;
  detail?: unknown;
  request_id?: unknown;
}

/** Seconds to wait before asking again, or null when that would change nothing. */
function waitOf(error: unknown): number | null {
  if (error instanceof AnteroomUnreachable) return UNSAID_SECONDS;
  if (!(error instanceof AnteroomError)) return null;
  const isPassing = [429, 503].includes(error.status) || error.code === "report_running";
  return isPassing ? (error.retryAfterSeconds ?? UNSAID_SECONDS) : null;
}
