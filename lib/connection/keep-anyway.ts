import { now, requireMember, type Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { activateIn } from "./activate-grant";
import { openProbeRun } from "./open-probe-run";
import { requireStagedOf } from "./staged-of";

/**
 * A person takes the new grant although it proves fewer permissions than the one that works now.
 * Returns the probe run to do. Throws `conflict` when nothing waits, or another grant, or its account
 * is not settled.
 */
export async function keepAnyway(
  ctx: Context,
  input: { grantId: string },
): Promise<{ runId: string }> {
  const { firmId } = requireMember(ctx);
  const { grantId } = input;
  const at = await now(ctx);
  const { grant, outcome } = await ctx.db.transaction(async (tx) => {
    const { grant } = await requireStagedOf(tx, { firmId, grantId });
    return { grant, ...(await activateIn(tx, ctx, { grantId, at, anyway: true })) };
  });
  if (outcome !== "connected") {
    throw new AppError({
      code: "conflict",
      message: `grant ${grantId} is of an account that may not be used`,
      human:
        "This account cannot be connected here any more. Use your firm’s own account, or ask us.",
    });
  }
  return { runId: await openProbeRun(ctx, grant, "connect") };
}
