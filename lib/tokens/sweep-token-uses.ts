import { and, asc, eq, isNull, lt, sql } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { tokenClients, tokenUses } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";

const HOUR_MS = 3_600_000;
/** Every process of the door has flushed an hour's uses so long after its end. */
const SETTLED_MS = 5 * 60_000;
/** The history has told; the numbers are of no further use. */
const KEPT_MS = 7 * 24 * HOUR_MS;
const BATCH = 200;

/**
 * Tells of each hour that is over who took whose tokens, and how often: one event for a client, a
 * connection and an hour. Forgets what was told a week ago. Bounded; safe to repeat and to run twice at
 * once.
 */
export async function sweepTokenUses(ctx: Context): Promise<void> {
  const at = await now(ctx);
  const before = new Date(at.getTime() - HOUR_MS - SETTLED_MS);
  const due = await ctx.db.query((db) =>
    db
      .select({ use: tokenUses, name: tokenClients.name })
      .from(tokenUses)
      .innerJoin(tokenClients, eq(tokenClients.id, tokenUses.clientId))
      .where(and(isNull(tokenUses.toldAt), lt(tokenUses.hour, before)))
      .orderBy(asc(tokenUses.hour))
      .limit(BATCH),
  );
  for (const { use, name } of due) await tell(ctx, use, name, at);
  await ctx.db.query((db) =>
    db.delete(tokenUses).where(lt(tokenUses.toldAt, new Date(at.getTime() - KEPT_MS))),
  );
}

type Use = typeof tokenUses.$inferSelect;

async function tell(ctx: Context, use: Use, name: string, at: Date): Promise<void> {
  const { clientId, connectionId, firmId, hour } = use;
  await ctx.db.transaction(async (tx) => {
    const [told] = await tx
      .update(tokenUses)
      .set({ toldAt: at })
      .where(
        and(
          eq(tokenUses.clientId, clientId),
          eq(tokenUses.connectionId, connectionId),
          sql`${tokenUses.hour} = ${hour.toISOString()}`,
          isNull(tokenUses.toldAt),
        ),
      )
      .returning({ count: tokenUses.count });
    if (!told) return;
    const data = { client: clientId, service: name, count: told.count, hour: hour.toISOString() };
    await recordEvent(tx, ctx, { kind: "tokens.taken", firmId, data });
  });
}
