import { and, gt, inArray, notInArray, or, sql } from "drizzle-orm";
import { AggregatorRegistry, collectDefaultMetrics, Registry } from "prom-client";
import type { ScopedDb } from "@/lib/db/client";
import { houseNumbers } from "@/lib/db/schema";
import { numbers, type NumberName } from "@/lib/telemetry/numbers";

/** A lowest value that is older says nothing of now. */
const LOWEST_SECONDS = 120;

type Row = Pick<typeof houseNumbers.$inferSelect, "name" | "labels" | "part" | "value">;
type Sample = { metricName?: string; labels: Record<string, string>; value: number };

let ofProcess: Registry | null = null;

/** This process's own numbers (memory, event loop, …) in Prometheus' text form. */
export async function printProcessNumbers(): Promise<string> {
  if (!ofProcess) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess.metrics();
}

/**
 * The house's numbers, added up over all processes, and this process's own, in Prometheus' text form.
 * Without the database the process's own alone, and `anteroom_database_up 0`.
 */
export async function printNumbers(db: ScopedDb): Promise<{ contentType: string; text: string }> {
  const rows = await readNumbers(db).catch(() => null);
  const up = {
    name: "anteroom_database_up",
    help: "1 while the database answers.",
    type: "gauge",
    values: [{ labels: {}, value: rows ? 1 : 0 }],
    aggregator: "sum",
  };
  const house = rows ? metricsOf(rows) : [];
  const text = await AggregatorRegistry.aggregate([[up, ...house]]).metrics();
  return {
    contentType: Registry.PROMETHEUS_CONTENT_TYPE,
    text: `${text}${await printProcessNumbers()}`,
  };
}

function readNumbers(db: ScopedDb): Promise<Row[]> {
  const lowest = (Object.keys(numbers) as NumberName[]).filter(
    (name) => numbers[name].type === "lowest",
  );
  const { name, labels, part, value, at } = houseNumbers;
  const isNew = gt(at, sql`now() - make_interval(secs => ${LOWEST_SECONDS})`);
  return db.query((handle) =>
    handle
      .select({ name, labels, part, value })
      .from(houseNumbers)
      .where(or(notInArray(name, lowest), and(inArray(name, lowest), isNew))),
  );
}

function metricsOf(rows: Row[]) {
  const byName = Map.groupBy(rows, ({ name }) => name);
  return (Object.keys(numbers) as NumberName[]).map((name) => {
    const { type, help } = numbers[name];
    const some = byName.get(name) ?? [];
    const values = type === "histogram" ? bucketsOf(name, some) : some.map(sampleOf);
    return { name, help, type: type === "lowest" ? "gauge" : type, values, aggregator: "sum" };
  });
}

function sampleOf({ name, labels, value }: Row): Sample {
  const words = labels.split(" ");
  const names = numbers[name as NumberName].labels;
  return { labels: Object.fromEntries(names.map((label, at) => [label, words[at] ?? ""])), value };
}

/** Stored is how many fell into each bucket; Prometheus wants how many were at most so long. */
function bucketsOf(name: NumberName, rows: Row[]): Sample[] {
  const kind = numbers[name];
  const bounds: readonly number[] = "buckets" in kind ? kind.buckets : [];
  return [...Map.groupBy(rows, ({ labels }) => labels).values()].flatMap((some) => {
    const { labels } = sampleOf({ name, labels: some[0]?.labels ?? "", part: "", value: 0 });
    const valueOf = (part: string) => some.find((row) => row.part === part)?.value ?? 0;
    let sum = 0;
    const buckets = bounds.map((bound) => {
      sum += valueOf(String(bound));
      return { metricName: `${name}_bucket`, labels: { ...labels, le: String(bound) }, value: sum };
    });
    return [
      ...buckets,
      { metricName: `${name}_bucket`, labels: { ...labels, le: "+Inf" }, value: valueOf("count") },
      { metricName: `${name}_sum`, labels, value: valueOf("sum") },
      { metricName: `${name}_count`, labels, value: valueOf("count") },
    ];
  });
}
