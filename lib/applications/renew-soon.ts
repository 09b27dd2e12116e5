import { and, eq, isNull, sql } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";
import { connections, grants } from "@/lib/db/schema";

/** The connections of one application are spread over this: it may serve a thousand firms. */
const OVER_SECONDS = 300;

/**
 * Clio takes an application's keys again: what could not be renewed with them is due within five
 * minutes, and so is a look at what failed.
 */
export async function renewSoon(
  tx: Queryable,
  input: { applicationId: string; at: Date },
): Promise<void> {
  const { applicationId, at } = input;
  const failing = sql`(select ${connections.failingSince} is not null from ${connections} where ${connections.id} = ${grants.connectionId})`;
  const soon = sql`${at.toISOString()}::timestamptz + random() * make_interval(secs => ${OVER_SECONDS})`;
  // The connections first, as every look at one does.
  const affected = tx
    .select({ id: grants.connectionId })
    .from(grants)
    .where(and(eq(grants.applicationId, applicationId), eq(grants.state, "active")));
  await tx
    .update(connections)
    .set({ statusChangesAt: at })
    .where(sql`${connections.id} in ${affected}`);
  await tx
    .update(grants)
    .set({
      refreshDueAt: sql`case when ${grants.refreshOutcome} = 'misconfigured' or ${failing} then ${soon} else ${grants.refreshDueAt} end`,
      identityDueAt: sql`case when ${failing} then ${soon} else ${grants.identityDueAt} end`,
      probesDueAt: sql`case when ${failing} then ${soon} else ${grants.probesDueAt} end`,
    })
    .where(
      and(
        eq(grants.applicationId, applicationId),
        eq(grants.state, "active"),
        isNull(grants.endedAt),
      ),
    );
}
