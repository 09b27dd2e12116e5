import { count, inArray, isNull, sql } from "drizzle-orm";
import type { Queryable, ScopedDb } from "@/lib/db/client";
import {
  connections,
  houseNumbers,
  houseState,
  mails,
  outages,
  providerPauses,
  webhookDeliveries,
} from "@/lib/db/schema";
import { queueHealth } from "@/lib/jobs/queue-health";
import { numbers, type GaugeName } from "@/lib/telemetry/numbers";
import { connectionStatuses } from "@/lib/vocabulary";

type Measured = { name: GaugeName; labels: string; value: number };

const WAITING = ["queued", "sending", "held", "failed"] as const;

/**
 * Measures how the house is (connections, queue, mails, outages) and writes it in place of what was
 * measured before. The worker's sweep does it: who prints the numbers needs no right to read the tables.
 */
export async function measureHouse({ db }: { db: ScopedDb }): Promise<void> {
  const found = await db.query(measure);
  const names = Object.entries(numbers).flatMap(([name, { type }]) =>
    type === "gauge" ? [name] : [],
  );
  await db.transaction(async (tx) => {
    await tx.delete(houseNumbers).where(inArray(houseNumbers.name, names));
    await tx.insert(houseNumbers).values(found.map((one) => ({ ...one, part: "" })));
  });
}

async function measure(db: Queryable): Promise<Measured[]> {
  const [queue, byStatus, byState, webhooks, pauses, open, [house]] = [
    await queueHealth(db),
    await db
      .select({ key: connections.status, n: count() })
      .from(connections)
      .groupBy(connections.status),
    await db
      .select({ key: mails.state, n: count() })
      .from(mails)
      .where(inArray(mails.state, [...WAITING]))
      .groupBy(mails.state),
    await db.$count(webhookDeliveries, sql`${webhookDeliveries.state} = 'waiting'`),
    await db.$count(providerPauses),
    await db.$count(outages, isNull(outages.endedAt)),
    await db.execute<{ at: number; quarantined: number }>(sql`
      select extract(epoch from now())::float8 as at, count(${houseState.quarantinedAt})::int as quarantined
      from ${houseState}`),
  ];
  const one = (name: GaugeName, value: number): Measured => ({ name, labels: "", value });
  const each = (name: GaugeName, words: readonly string[], rows: { key: string; n: number }[]) =>
    words.map((labels) => ({
      name,
      labels,
      value: rows.find(({ key }) => key === labels)?.n ?? 0,
    }));
  return [
    ...each("anteroom_connections", connectionStatuses, byStatus),
    ...each("anteroom_mails_waiting", WAITING, byState),
    one("anteroom_queue_jobs", queue.waiting),
    one("anteroom_queue_oldest_seconds", queue.oldestSeconds),
    one("anteroom_workers", queue.workers),
    one("anteroom_webhook_deliveries_waiting", webhooks),
    one("anteroom_paused_regions", pauses),
    one("anteroom_outages", open),
    one("anteroom_quarantine", house?.quarantined ?? 0),
    one("anteroom_measured_at_seconds", house?.at ?? 0),
  ];
}
