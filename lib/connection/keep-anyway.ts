import { requireMember, type Context } from "@/lib/context";
import { requireStagedOf } from "./staged-of";
import { activateGrant } from "./activate-grant";
import { openProbeRun } from "./open-probe-run";

/**
 * A person takes the new grant although it proves fewer permissions than the one that works now.
 * Returns the probe run to do. Throws `conflict` when nothing waits or its account is not settled.
 */
export async function keepAnyway(ctx: Context): Promise<{ runId: string }> {
  const { firmId } = requireMember(ctx);
  const grant = await requireStagedOf(ctx, firmId);
  await activateGrant(ctx, grant.id, { anyway: true });
  return { runId: await openProbeRun(ctx, grant, "connect") };
}
