import { now, requireFirm, type Context } from "@/lib/context";
import { recordEvent } from "@/lib/events/record-event";
import { recomputeStatus } from "./recompute-status";
import { retireStaged } from "./retire-grant";
import { requireStagedOf } from "./staged-of";

/**
 * A person does not want the account or the permissions that just came back from Clio: the staged
 * grant is retired, everything that was connected before stays. Returns the grant's id, so that its
 * token can be ended at Clio (`revokeRetired`).
 */
export async function discardStaged(ctx: Context): Promise<{ grantId: string }> {
  const { firmId } = requireFirm(ctx);
  const grant = await requireStagedOf(ctx, firmId);
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    await retireStaged(tx, grant.connectionId, at, "discarded");
    await recordEvent(tx, ctx, {
      kind: "connection.discarded",
      firmId,
      data: { account: grant.accountName, user: grant.userName },
    });
    await recomputeStatus(tx, ctx, firmId, at);
  });
  return { grantId: grant.id };
}
