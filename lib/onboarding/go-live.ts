import { and, eq, isNull, or, sql } from "drizzle-orm";
import { recomputeStatus } from "@/lib/connection/recompute-status";
import { now, type Context } from "@/lib/context";
import { firms } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { letterhead } from "@/lib/mail/letterhead";
import { queueForContact } from "@/lib/mail/queue-for-all";
import { liveMail } from "@/lib/mail/templates/progress-mails";
import type { LiveCause } from "@/lib/vocabulary";

/**
 * Switches a firm on and tells its main contact, unless it was live by an override already; nothing
 * when it is live. Whether the gate holds, or an override was decided, is the caller's to know; that the
 * connection works is looked at once more, because it may have ended since. Throws `conflict` then.
 */
export async function goLive(
  ctx: Context,
  input: { firmId: string; cause: LiveCause; reason?: string; until?: Date },
): Promise<void> {
  const { firmId, cause, reason = null, until = null } = input;
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const connection = await recomputeStatus(tx, ctx, firmId, at);
    if (cause !== "override" && connection?.status !== "working") {
      throw new AppError({
        code: "conflict",
        message: `the connection of ${firmId} does not work any more`,
        human: "The firm’s connection has changed meanwhile. Please look at it again.",
      });
    }
    const [before] = await tx.select().from(firms).where(eq(firms.id, firmId)).for("update");
    const [firm] = await tx
      .update(firms)
      .set({
        liveAt: at,
        liveCause: cause,
        liveReason: reason,
        liveUntil: until,
        // Staff who look at the firm as it was are told so when they change it.
        version: sql`${firms.version} + 1`,
      })
      .where(
        and(
          eq(firms.id, firmId),
          // An override gives way to the real thing, and may be prolonged.
          or(isNull(firms.liveAt), eq(firms.liveCause, "override")),
        ),
      )
      .returning();
    if (!firm) return;
    await recordEvent(tx, ctx, {
      kind: "firm.live",
      firmId,
      data: { cause, reason, until: until?.toISOString() ?? null },
    });
    if (before?.liveAt) return;
    await queueForContact(tx, ctx, {
      kind: "live",
      firmId,
      causeKey: `live:${firmId}:${at.getTime()}`,
      letter: liveMail(await letterhead(tx, ctx, firmId)),
    });
  });
}

/** Ends overrides whose day has come. Returns the firms. */
export async function endOverrides(ctx: Context): Promise<string[]> {
  return ctx.db.transaction(async (tx) => {
    const ended = await tx
      .update(firms)
      .set({ liveAt: null, liveCause: null, liveReason: null, liveUntil: null })
      .where(and(eq(firms.liveCause, "override"), sql`${firms.liveUntil} <= now()`))
      .returning({ id: firms.id });
    for (const { id: firmId } of ended) {
      await recordEvent(tx, ctx, {
        kind: "firm.not_live",
        firmId,
        data: { reason: "the override ended" },
      });
    }
    return ended.map(({ id }) => id);
  });
}
