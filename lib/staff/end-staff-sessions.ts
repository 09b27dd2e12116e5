import { and, eq, isNull } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import { sessions } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { lockColleague } from "./lock-colleague";

/**
 * Signs a colleague out everywhere, from their next request on; they may sign in again. For administrators.
 * Throws `not_found`.
 */
export async function endStaffSessions(ctx: Context, input: { personId: string }): Promise<void> {
  requireStaff(ctx, "admin");
  const { personId } = input;
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    await lockColleague(tx, ctx, personId);
    const ended = await tx
      .update(sessions)
      .set({ endedAt: at })
      .where(and(eq(sessions.personId, personId), isNull(sessions.endedAt)))
      .returning({ id: sessions.id });
    if (ended.length === 0) return;
    await recordEvent(tx, ctx, {
      kind: "staff.sessions_ended",
      firmId: null,
      data: { person: personId, sessions: ended.length },
    });
  });
}
