import { requireStaff, type Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { lockCurrent, removeDraft } from "./draft-scopes";

/**
 * Gives up the draft of an integration's next version. For staff with role admin. Throws `conflict` when
 * there is none.
 */
export async function discardDraft(ctx: Context, input: { integrationId: string }): Promise<void> {
  requireStaff(ctx, "admin");
  const { integrationId } = input;
  await ctx.db.transaction(async (tx) => {
    await lockCurrent(tx, integrationId);
    const version = await removeDraft(tx, integrationId);
    if (version === null) throw noDraft(integrationId);
    await recordEvent(tx, ctx, {
      kind: "integration.scopes_discarded",
      firmId: null,
      data: { integration: integrationId, version },
    });
  });
}

export function noDraft(integrationId: string): AppError {
  return new AppError({
    code: "conflict",
    message: `the draft of ${integrationId} is not the one that was shown`,
    human: "This draft was changed, published or given up meanwhile. Please look at it again.",
  });
}
