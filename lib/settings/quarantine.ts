import { and, eq, isNotNull, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { houseState } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";

/** The house's state is one row. */
const HOUSE_ID = "house";
const RETRY_AFTER_SECONDS = 300;

/** Why the house is in quarantine, or null: nothing is mailed and no provider is called while it is. */
export async function isQuarantined(db: Queryable): Promise<string | null> {
  const [row] = await db.select().from(houseState).where(eq(houseState.id, HOUSE_ID));
  return row?.quarantinedAt ? (row.quarantineReason ?? "no reason was given") : null;
}

/** That the house is not in quarantine, for a statement that decides with it and asks nothing besides. */
export const isHouseOpen = sql`not exists (select 1 from ${houseState} where ${houseState.quarantinedAt} is not null)`;

/** `isQuarantined` for whoever has a context. */
export const loadQuarantine = (ctx: Context): Promise<string | null> => ctx.db.query(isQuarantined);

/**
 * For whatever mails or calls a provider: throws `unavailable` while the house is in quarantine. An old
 * backup would send old mails and spend tokens that were renewed since.
 */
export async function requireNotQuarantined(ctx: Context): Promise<void> {
  const reason = await loadQuarantine(ctx);
  if (reason === null) return;
  throw new AppError({
    code: "unavailable",
    message: `the house is in quarantine: ${reason}`,
    human:
      "We are looking after the portal just now. Nothing is lost; please try again later today.",
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

/** Puts the house into quarantine until `release`. A first reason stays. Writes `house.quarantined`. */
export async function quarantine(ctx: Context, reason: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const values = { quarantinedAt: sql`now()`, quarantineReason: reason, releasedAt: null };
    const changed = await tx
      .insert(houseState)
      .values({ id: HOUSE_ID, ...values })
      .onConflictDoUpdate({
        target: houseState.id,
        set: values,
        setWhere: sql`${houseState.quarantinedAt} is null`,
      })
      .returning();
    if (changed.length === 0) return;
    await recordEvent(tx, ctx, { kind: "house.quarantined", firmId: null, data: { reason } });
  });
}

/** Ends the quarantine: what waited goes out by itself. Returns whether there was one. */
export async function release(ctx: Context): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    const released = await tx
      .update(houseState)
      .set({ quarantinedAt: null, quarantineReason: null, releasedAt: sql`now()` })
      .where(and(eq(houseState.id, HOUSE_ID), isNotNull(houseState.quarantinedAt)))
      .returning();
    if (released.length === 0) return false;
    await recordEvent(tx, ctx, { kind: "house.released", firmId: null, data: {} });
    return true;
  });
}
