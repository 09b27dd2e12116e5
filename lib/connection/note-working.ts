import { eq, sql } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";
import { connections } from "@/lib/db/schema";

/**
 * Notes whether the last look at a connection worked in every respect, and otherwise since when it does
 * not, definitely or because nobody answered: many that begin to fail together are told by it. Returns
 * since when; null while it works.
 */
export async function noteWorking(
  tx: Queryable,
  input: { connectionId: string; isWorking: boolean; at: Date },
): Promise<Date | null> {
  const { connectionId, isWorking, at } = input;
  const since = isWorking ? null : sql`coalesce(${connections.failingSince}, ${at.toISOString()})`;
  const [row] = await tx
    .update(connections)
    .set({ failingSince: since })
    .where(eq(connections.id, connectionId))
    .returning({ failingSince: connections.failingSince });
  return row?.failingSince ?? null;
}
