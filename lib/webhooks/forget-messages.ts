import { and, inArray, lt, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { webhookDeliveries, webhookMessages, webhookSecrets, webhookTries } from "@/lib/db/schema";
import { statusMessages } from "@/lib/events/message-rules";
import { KEPT_DAYS } from "./rules";

/** Rows for one statement, well inside a query's deadline; the next sweep goes on. */
const BATCH = 5000;

/**
 * Removes deliveries and messages that are older than they are kept, whether or not they arrived, and
 * secrets that have ended. Of each firm the last message about its connection stays: what is told next
 * depends on it.
 */
export async function forgetMessages(ctx: Context): Promise<void> {
  const before = sql`now() - make_interval(days => ${KEPT_DAYS})`;
  await ctx.db.query((db) =>
    db.delete(webhookSecrets).where(lt(webhookSecrets.expiresAt, sql`now()`)),
  );
  await ctx.db.transaction(async (tx) => {
    const old = await tx
      .select({ id: webhookDeliveries.id })
      .from(webhookDeliveries)
      .innerJoin(webhookMessages, sql`${webhookMessages.id} = ${webhookDeliveries.messageId}`)
      .where(lt(webhookMessages.at, before))
      .limit(BATCH)
      .for("update", { of: webhookDeliveries, skipLocked: true });
    const ids = old.map(({ id }) => id);
    if (ids.length === 0) return;
    await tx.delete(webhookTries).where(inArray(webhookTries.deliveryId, ids));
    await tx.delete(webhookDeliveries).where(inArray(webhookDeliveries.id, ids));
  });
  const isLastTold = sql`${webhookMessages.kind} in ${statusMessages} and not exists (
    select 1 from ${webhookMessages} as later
    where later.firm_id = ${webhookMessages.firmId} and later.at > ${webhookMessages.at}
      and later.kind in ${statusMessages})`;
  await ctx.db.query((db) =>
    db.delete(webhookMessages).where(
      and(
        lt(webhookMessages.at, before),
        sql`not exists (select 1 from ${webhookDeliveries}
            where ${webhookDeliveries.messageId} = ${webhookMessages.id})`,
        sql`not (${isLastTold})`,
      ),
    ),
  );
}
