import { and, eq, inArray, isNotNull, isNull, lt, lte, or } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { grants } from "@/lib/db/schema";
import { loadQuarantine } from "@/lib/settings/quarantine";
import { isLetThrough, isRegionOpen } from "./provider-gate";
import { openAccessToken } from "./tokens-at-rest";
import { watchedClio } from "./watched-clio";

const RETRY_AFTER_MS = 5 * 60_000;
const BATCH = 20;

/**
 * Ends the access tokens of retired grants at Clio and overwrites them: at once when Clio says they
 * are ended, and after three days of trying in any case. `grantId` takes one grant, otherwise a
 * batch of those that are due. Returns how many were overwritten.
 */
export async function revokeRetired(
  ctx: Context,
  input: { grantId?: string } = {},
): Promise<number> {
  // Disconnecting goes on in a quarantine; what has to be ended at Clio waits for its end.
  if ((await loadQuarantine(ctx)) !== null) return 0;
  const at = await now(ctx);
  const dueBefore = new Date(at.getTime() - RETRY_AFTER_MS);
  const isDue = input.grantId
    ? eq(grants.id, input.grantId)
    : or(isNull(grants.revokeTriedAt), lt(grants.revokeTriedAt, dueBefore));
  const due = await ctx.db.query((db) => {
    const batch = db
      .select({ id: grants.id })
      .from(grants)
      .where(
        and(
          eq(grants.state, "retired"),
          isNotNull(grants.revokeBy),
          isDue,
          // What is over is overwritten, whether its region may be called or not.
          isLetThrough(ctx) ? undefined : or(isRegionOpen, lte(grants.revokeBy, at)),
        ),
      )
      .limit(BATCH);
    return db
      .update(grants)
      .set({ revokeTriedAt: at })
      .where(inArray(grants.id, batch))
      .returning();
  });
  let overwritten = 0;
  for (const grant of due) {
    const answer = grant.accessTokenSealed
      ? await watchedClio(ctx).revoke({
          region: grant.region,
          accessToken: openAccessToken(ctx, grant),
        })
      : { ok: true as const };
    const isOver = grant.revokeBy !== null && grant.revokeBy <= at;
    if (!answer.ok && !isOver) {
      ctx.log.warn(
        { grant: grant.id, code: answer.code },
        "an access token could not be ended yet",
      );
      continue;
    }
    await ctx.db.query((db) =>
      db
        .update(grants)
        .set({ accessTokenSealed: null, revokeBy: null })
        .where(eq(grants.id, grant.id)),
    );
    overwritten += 1;
  }
  return overwritten;
}
