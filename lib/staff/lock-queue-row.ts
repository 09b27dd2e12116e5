import { sql } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";

/** What a firm's row of the queue is held by while it is computed, or its reminders are counted on. */
export const queueRowKey = sql`hashtextextended('queue_row:' || id, 0)`;

/** Waits for whoever computes a firm's row, and keeps others from it until the transaction ends. */
export async function lockQueueRow(tx: Queryable, firmId: string): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(${queueRowKey}) from (select ${firmId}::text as id) as firm`,
  );
}
