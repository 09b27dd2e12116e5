import { and, asc, lte, sql } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { queueRows } from "@/lib/db/schema";
import { escalateReminder } from "./escalate-reminder";

const BATCH = 50;

/**
 * Sends the reminders that are due, each in a transaction of its own. None in quarantine, and none to a
 * firm whose region fails for many. Bounded; safe to repeat and to run twice at once; one bad row never
 * stops the others. Returns how many were due.
 */
export async function sweepReminders(ctx: Context): Promise<number> {
  const at = await now(ctx);
  const due = await ctx.db.query((db) =>
    db
      .select({ firmId: queueRows.firmId })
      .from(queueRows)
      .where(and(lte(queueRows.reminderDueAt, at), sql`not ${isUnderOutage}`))
      .orderBy(asc(queueRows.reminderDueAt), asc(queueRows.firmId))
      .limit(BATCH),
  );
  for (const { firmId } of due) {
    await escalateReminder(ctx, firmId).catch((thrown: unknown) => {
      ctx.log.error({ err: thrown, firm: firmId }, "a reminder could not be sent");
    });
  }
  return due.length;
}

/** Nobody is asked to go on while Clio, or the application to connect with, fails for many. */
const isUnderOutage = sql`(
  exists (
    select 1 from outages as o
    where o.ended_at is null
      and ((o.scope = 'region' and o.subject = ${queueRows.region})
        or (o.scope = 'application' and exists (
          select 1 from grants as g
          where g.firm_id = ${queueRows.firmId} and g.state = 'active'
            and g.application_id = o.subject))))
  or exists (select 1 from house_state as h where h.quarantined_at is not null))`;
