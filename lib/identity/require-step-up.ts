import { eq } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import { sessions } from "@/lib/db/schema";
import { isLoopbackOrigin, oidcSettings } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { hasFactor } from "./may-use-links";
import { needsStepUp } from "./staff-rules";

/**
 * Before what could harm (a link revoked, "live" overridden, a role changed): throws `step_up_needed`
 * unless the acting person of staff gave the second factor in this session within the last ten minutes,
 * and `forbidden` for anybody but staff. The operator's command is not asked, nor, on a loopback portal,
 * somebody who has no second factor.
 */
export async function requireStepUp(ctx: Context): Promise<void> {
  if (ctx.actor.kind === "system") return;
  const { personId } = requireStaff(ctx, "viewer");
  const sessionId = ctx.actor.kind === "staff" ? ctx.actor.sessionId : "";
  const [session] = await ctx.db.query((db) =>
    db
      .select({ method: sessions.method, stepUpAt: sessions.stepUpAt })
      .from(sessions)
      .where(eq(sessions.id, sessionId)),
  );
  const state = {
    method: session?.method ?? ("link" as const),
    stepUpAt: session?.stepUpAt ?? null,
    hasFactor: await ctx.db.query((db) => hasFactor(db, personId)),
    isLoopback: isLoopbackOrigin(ctx.env.PORTAL_URL),
    hasOidc: oidcSettings(ctx.env) !== null,
  };
  if (!needsStepUp(state, await now(ctx))) return;
  throw new AppError({
    code: "step_up_needed",
    message: `the second factor was not given lately in session ${sessionId}`,
  });
}
