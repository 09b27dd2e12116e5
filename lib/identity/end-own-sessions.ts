import { and, eq, isNull, ne, sql } from "drizzle-orm";
import { z } from "zod";
import type { Context } from "@/lib/context";
import { sessions } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { requireStaffSession } from "./own-factor";

/** POST /api/staff/people/me/sessions: one of them, or all but this one. */
export const endSessionsInput = z.strictObject({ session: z.string().min(1).max(60) });

/**
 * Ends one of the acting person's sessions, or with `others` all but the one that acts; from the next
 * request on. Throws `not_found` for a session that is not theirs or has ended.
 */
export async function endOwnSessions(ctx: Context, input: { session: string }): Promise<void> {
  const { personId, sessionId } = requireStaffSession(ctx);
  const which =
    input.session === "others" ? ne(sessions.id, sessionId) : eq(sessions.id, input.session);
  await ctx.db.transaction(async (tx) => {
    const ended = await tx
      .update(sessions)
      .set({ endedAt: sql`now()` })
      .where(and(eq(sessions.personId, personId), isNull(sessions.endedAt), which))
      .returning({ id: sessions.id });
    if (ended.length > 0) {
      await recordEvent(tx, ctx, {
        kind: "staff.sessions_ended",
        firmId: null,
        data: { person: personId, sessions: ended.length },
      });
      return;
    }
    if (input.session === "others") return;
    throw new AppError({ code: "not_found", message: "no such session of this person" });
  });
}
