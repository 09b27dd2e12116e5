import { and, eq, gte, inArray, isNull, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { applications, connections, grants, outages } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { MISCONFIGURED_PAUSE_MS } from "./due-rules";
import { AFTERWARDS_MS, TOGETHER_MS } from "./outage-rules";
import { ofOutage } from "./outages-connections";
import { soon } from "./pull-forward";

type OutageRow = typeof outages.$inferSelect;

/** What failed with an outage is looked at afresh within this, before anybody is blamed. */
const LOOK_WITHIN_SECONDS = 300;

/**
 * Ends an outage: everything that failed with it is looked at afresh within five minutes, and is put
 * down to it for ten more. False when somebody else has ended it.
 */
export async function closeOutage(
  tx: Queryable,
  ctx: Context,
  { outage, by, at }: { outage: OutageRow; by: string | null; at: Date },
): Promise<boolean> {
  const closed = await tx
    .update(outages)
    .set({ endedAt: at, endedBy: by })
    .where(and(eq(outages.id, outage.id), isNull(outages.endedAt)))
    .returning({ id: outages.id });
  if (closed.length === 0) return false;
  const { scope, subject, cause, affected } = outage;
  await recordEvent(tx, ctx, {
    kind: "outage.ended",
    firmId: null,
    data: { outage: outage.id, scope, subject, cause, affected },
  });
  await lookAfresh(tx, outage, at);
  return true;
}

async function lookAfresh(tx: Queryable, outage: OutageRow, at: Date): Promise<void> {
  const since = new Date(outage.openedAt.getTime() - TOGETHER_MS);
  const failed = and(gte(connections.failingSince, since), ofOutage(outage));
  const ids = tx.select({ id: connections.id }).from(connections).where(failed);
  const ofFailed = and(
    eq(grants.state, "active"),
    isNull(grants.endedAt),
    sql`${grants.connectionId} in ${ids}`,
  );
  // Keys that were refused within it have one more try before their next one of the day. Those of an
  // application of ours alone have not: its outage may be just that.
  if (outage.scope === "region") {
    const served = tx.select({ id: grants.applicationId }).from(grants).where(ofFailed);
    await tx
      .update(applications)
      .set({ keyCheckedAt: new Date(at.getTime() - MISCONFIGURED_PAUSE_MS) })
      .where(
        and(
          eq(applications.keyCheck, "refused"),
          gte(applications.keyCheckedAt, since),
          sql`${applications.id} in ${served}`,
        ),
      );
  }
  await tx
    .update(connections)
    .set({ statusChangesAt: new Date(at.getTime() + AFTERWARDS_MS) })
    .where(failed);
  const dueAt = soon(at, LOOK_WITHIN_SECONDS);
  const hasFailed = inArray(grants.refreshOutcome, ["rejected", "misconfigured", "transient"]);
  await tx
    .update(grants)
    .set({
      identityDueAt: dueAt,
      probesDueAt: dueAt,
      refreshDueAt: sql`case when ${hasFailed} then ${dueAt} else ${grants.refreshDueAt} end`,
    })
    .where(ofFailed);
}
