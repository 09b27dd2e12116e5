import { AsyncLocalStorage } from "node:async_hooks";
import type { Logger } from "@/lib/logger";
import { startSpan, type Attributes, type Span, type SpanKind } from "./tracing";

/** What a piece of work is known by, from the request that caused it to the calls that it makes. */
export type Trail = {
  requestId: string;
  /** Says the request's id in every line. */
  log: Logger;
  span: Span | null;
};

// One for the front and for Next's pages, which are bundled apart.
const shared = globalThis as typeof globalThis & { anteroomTrails?: AsyncLocalStorage<Trail> };
const trails = (shared.anteroomTrails ??= new AsyncLocalStorage<Trail>());

/** Does `work` on this trail; everything that it calls finds it by `currentTrail`. */
export function onTrail<T>(trail: Trail, work: () => T): T {
  return trails.run(trail, work);
}

/** The trail of the work at hand; null where nobody began one (scripts, tests). */
export function currentTrail(): Trail | null {
  return trails.getStore() ?? null;
}

/** Ids alone, as a job carries them to another process. */
export type Cause = { requestId: string; traceparent?: string };

/** What caused a job that is queued now; undefined where nothing did. */
export function currentCause(): Cause | undefined {
  const trail = currentTrail();
  if (!trail) return undefined;
  const { requestId, span } = trail;
  return { requestId, ...(span && { traceparent: span.traceparent }) };
}

/** Does `work` in a span below that of the work at hand. `work` gets null while nothing is traced. */
export async function traced<T>(
  name: string,
  options: { kind: SpanKind; attributes?: Attributes },
  work: (span: Span | null) => Promise<T>,
): Promise<T> {
  const trail = currentTrail();
  const span = startSpan(name, { ...options, parent: trail?.span?.traceparent ?? null });
  if (!span) return work(null);
  try {
    return await (trail ? onTrail({ ...trail, span }, () => work(span)) : work(span));
  } catch (thrown) {
    span.fail(codeOf(thrown));
    throw thrown;
  } finally {
    span.end();
  }
}

/** A word for what was thrown; never its message, which may quote data. */
export function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return "thrown";
  return "code" in thrown && typeof thrown.code === "string" ? thrown.code : thrown.name;
}
