import type { SpanKind as SpanKindOfApi } from "@opentelemetry/api";
import type { Env } from "@/lib/env";
import { useTracer, type SpanKind } from "./tracing";

/**
 * Sends traces to `OTEL_EXPORTER_OTLP_ENDPOINT` from now on, by OTLP over HTTP; without it nothing is
 * loaded and nothing is done. OpenTelemetry's other variables (headers, sampler, batches) are read by its
 * SDK. Nothing is registered globally: Next would add spans of its own, with whole addresses in them.
 * Resolves with what ends it: the last spans are sent then.
 */
export async function startTracing(
  program: "web" | "worker" | "machine",
  env: Pick<Env, "OTEL_EXPORTER_OTLP_ENDPOINT">,
): Promise<() => Promise<void>> {
  if (!env.OTEL_EXPORTER_OTLP_ENDPOINT) return async () => {};
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/sdk-trace-node"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/resources"),
  ]);
  const provider = new sdk.NodeTracerProvider({
    resource: resourceFromAttributes({ "service.namespace": "anteroom", "service.name": program }),
    spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const tracer = provider.getTracer("anteroom");
  const kinds: Record<SpanKind, SpanKindOfApi> = {
    server: api.SpanKind.SERVER,
    client: api.SpanKind.CLIENT,
    producer: api.SpanKind.PRODUCER,
    consumer: api.SpanKind.CONSUMER,
    internal: api.SpanKind.INTERNAL,
  };
  const parentOf = (traceparent: string | null) => {
    const parsed = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? "");
    if (!parsed) return api.ROOT_CONTEXT;
    const [, traceId = "", spanId = "", flags = ""] = parsed;
    const parent = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
    return api.trace.setSpanContext(api.ROOT_CONTEXT, parent);
  };
  useTracer({
    start(name, { kind, attributes, parent }) {
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes }, parentOf(parent));
      const { traceId, spanId, traceFlags } = span.spanContext();
      return {
        traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`,
        rename: (better) => void span.updateName(better),
        set: (more) => void span.setAttributes(more),
        fail(code) {
          span.setAttribute("error.type", code);
          span.setStatus({ code: api.SpanStatusCode.ERROR });
        },
        end: () => span.end(),
      };
    },
  });
  return async () => {
    useTracer(undefined);
    // A collector that is away must not keep the process: what it was to get is lost.
    await provider.shutdown().catch(() => {});
  };
}
