import { and, eq, isNull, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { sessions } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";

/** Ends the acting person's session here, or all of them everywhere; from the next request on. */
export async function signOut(ctx: Context, input: { everywhere: boolean }): Promise<void> {
  const { actor } = ctx;
  if (actor.kind === "system" || actor.kind === "token_client") {
    throw new AppError({ code: "not_signed_in", message: "nobody is signed in" });
  }
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(sessions)
      .set({ endedAt: sql`now()` })
      .where(
        and(
          input.everywhere
            ? eq(sessions.personId, actor.personId)
            : eq(sessions.id, actor.sessionId),
          isNull(sessions.endedAt),
        ),
      );
    await recordEvent(tx, ctx, {
      kind: input.everywhere ? "sessions.ended_everywhere" : "session.ended",
      firmId: actor.kind === "firm" ? actor.firmId : null,
      data: {},
    });
  });
}
