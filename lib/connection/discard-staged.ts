import { now, requireMember, type Context } from "@/lib/context";
import { developerAccounts } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { recomputeStatus } from "./recompute-status";
import { retireGrant } from "./retire-grant";
import { requireStagedOf } from "./staged-of";

/**
 * A person does not want the account or the permissions that just came back from Clio: the staged
 * grant is retired, everything that was connected before stays. "That was my developer account" also
 * records the account, so that it is never taken for the live one. Its token is then to be ended at
 * Clio (`revokeRetired`). Throws `conflict` when nothing waits, or another grant.
 */
export async function discardStaged(
  ctx: Context,
  input: { grantId: string; isDeveloperAccount: boolean },
): Promise<void> {
  const { firmId } = requireMember(ctx);
  const { grantId } = input;
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const { grant } = await requireStagedOf(tx, { firmId, grantId });
    await retireGrant(tx, grant, at, "discarded");
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
}
