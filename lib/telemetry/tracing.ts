/** What a span may say: closed words and numbers, never a secret, a name or an address with data in it. */
export type Attributes = Record<string, string | number | boolean>;

export type SpanKind = "server" | "client" | "producer" | "consumer" | "internal";

/** One piece of work as a trace shows it. */
export interface Span {
  /** W3C's `traceparent`, for what goes on with the work elsewhere in the house. */
  readonly traceparent: string;
  /** When what it is about is known better than at its begin. */
  rename(name: string): void;
  set(attributes: Attributes): void;
  /** The work failed; `code` is a stable word of ours. */
  fail(code: string): void;
  end(): void;
}

export type SpanOptions = {
  kind: SpanKind;
  attributes?: Attributes;
  /** The `traceparent` that it goes on from; null: a trace of its own. */
  parent: string | null;
};

export interface Tracer {
  start(name: string, options: SpanOptions): Span;
}

// The front is bundled apart from Next's pages, and both are one process: what it has once lives here.
const shared = globalThis as typeof globalThis & { anteroomTracer?: Tracer };

/** Called by `startTracing` alone. Without it nothing is traced, and nothing of it is loaded. */
export function useTracer(tracer: Tracer | undefined): void {
  if (tracer) shared.anteroomTracer = tracer;
  else delete shared.anteroomTracer;
}

/** Begins a span that the caller ends; null while nothing is traced. */
export function startSpan(name: string, options: SpanOptions): Span | null {
  return shared.anteroomTracer?.start(name, options) ?? null;
}
