import { now, requireMember, type Context } from "@/lib/context";
import { developerAccounts } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { recomputeStatus } from "./recompute-status";
import { retireStaged } from "./retire-grant";
import { requireStagedOf } from "./staged-of";

/**
 * A person does not want the account or the permissions that just came back from Clio: the staged
 * grant is retired, everything that was connected before stays. "That was my developer account" also
 * records the account, so that it is never taken for the live one. Returns the grant's id, so that its
 * token can be ended at Clio (`revokeRetired`).
 */
export async function discardStaged(
  ctx: Context,
  input: { isDeveloperAccount: boolean },
): Promise<{ grantId: string }> {
  const { firmId } = requireMember(ctx);
  const grant = await requireStagedOf(ctx, firmId);
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    await retireStaged(tx, grant.connectionId, at, "discarded");
    const account = { accountRegion: grant.region, accountId: grant.accountId };
    if (input.isDeveloperAccount && grant.accountId) {
      await tx
        .insert(developerAccounts)
        .values({ firmId, ...account })
        .onConflictDoUpdate({ target: developerAccounts.firmId, set: account });
    }
    await recordEvent(tx, ctx, {
      kind: input.isDeveloperAccount ? "connection.account_rejected" : "connection.discarded",
      firmId,
      data: { account: grant.accountName, user: grant.userName },
    });
    await recomputeStatus(tx, ctx, firmId, at);
  });
  return { grantId: grant.id };
}
