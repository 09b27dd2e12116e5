import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { createLogger } from "@/lib/logger";
import { startTracing } from "./start-tracing";
import { startSpan } from "./tracing";
import { currentCause, onTrail, traced } from "./trail";

type OtlpSpan = {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  kind: number;
  status: { code?: number };
  attributes: { key: string; value: object }[];
};
type Otlp = { resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[] };

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** Takes traces as a collector does: OTLP over HTTP, in JSON. */
async function startCollector() {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      bodies.push(body);
      response.setHeader("content-type", "application/json").end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const spans = () =>
    bodies.flatMap((body) =>
      (JSON.parse(body) as Otlp).resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap((scope) => scope.spans),
      ),
    );
  return { endpoint, bodies, spans };
}

const log = createLogger("test", "silent");

it("a request, its job and the call to Clio are one trace, over the ids that the job carries", async () => {
  const collector = await startCollector();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.endpoint;
  cleanups.push(() => delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT);
  const stop = await startTracing("web", { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
  const request = startSpan("POST /api/clio/connect", {
    kind: "server",
    parent: null,
    attributes: { "http.route": "/api/clio/connect" },
  });
  const cause = onTrail({ requestId: "req_1", log, span: request }, currentCause);
  request?.end();
  const job = startSpan("job refresh", { kind: "consumer", parent: cause?.traceparent ?? null });
  await onTrail({ requestId: "req_1", log, span: job }, () =>
    traced("Clio refresh", { kind: "client" }, async () => {
      throw Object.assign(new Error("a secret text"), { code: "timeout" });
    }),
  ).catch(() => {});
  job?.end();
  await stop();

  const spans = collector.spans();
  const of = (name: string) => spans.find((one) => one.name === name);
  const [web, work, call] = [of("POST /api/clio/connect"), of("job refresh"), of("Clio refresh")];
  expect(spans).toHaveLength(3);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(work?.parentSpanId).toBe(web?.spanId);
  expect(call?.parentSpanId).toBe(work?.spanId);
  expect(call?.status.code).toBe(2);
  expect(call?.attributes).toContainEqual({ key: "error.type", value: { stringValue: "timeout" } });
  expect(collector.bodies.join()).not.toContain("a secret text");
  expect(startSpan("afterwards", { kind: "internal", parent: null })).toBeNull();
});

it("without a collector nothing is traced, and a job carries the request's id alone", async () => {
  const stop = await startTracing("worker", { OTEL_EXPORTER_OTLP_ENDPOINT: undefined });
  expect(startSpan("job", { kind: "consumer", parent: null })).toBeNull();
  const cause = onTrail({ requestId: "req_2", log, span: null }, currentCause);
  expect(cause).toEqual({ requestId: "req_2" });
  expect(currentCause()).toBeUndefined();
  await stop();
});

it("a collector that is away keeps nobody, and a broken traceparent begins a trace of its own", async () => {
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = "http://127.0.0.1:9";
  process.env.OTEL_EXPORTER_OTLP_TIMEOUT = "500";
  cleanups.push(() => {
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    delete process.env.OTEL_EXPORTER_OTLP_TIMEOUT;
  });
  const endpoint = process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const stop = await startTracing("web", { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  const span = startSpan("job", { kind: "consumer", parent: "00-nonsense" });
  expect(span?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  span?.end();
  await stop();
});
