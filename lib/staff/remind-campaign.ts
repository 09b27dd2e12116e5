import { listAsked } from "@/lib/connection/campaign-queries";
import { requireStaff, type Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { loadVersions } from "@/lib/integrations/queries";
import { startBulk } from "./start-bulk";

/**
 * Begins to send the link of a re-authorization once more to every firm of a campaign that was asked and
 * has not answered. For staff with role operator. Throws `not_found` for a version that there is not, and
 * `invalid_input` when nobody waits.
 */
export async function remindCampaign(
  ctx: Context,
  input: { integrationId: string; version: number },
): Promise<{ runId: string }> {
  requireStaff(ctx, "operator");
  const { integrationId, version } = input;
  const versions = await ctx.db.query((db) => loadVersions(db, [integrationId]));
  const found = versions.get(integrationId)?.find((one) => one.version === version);
  if (!found) {
    throw new AppError({ code: "not_found", message: `no version ${version} of ${integrationId}` });
  }
  const ids = await listAsked(ctx, { scopeSetId: found.id });
  return startBulk(ctx, {
    kind: "send_reauthorization",
    owner: "",
    tag: "",
    until: "",
    firms: { ids },
  });
}
