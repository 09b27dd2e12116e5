import { and, eq, isNull } from "drizzle-orm";
import { loadDraftProofs } from "@/lib/applications/draft-proofs";
import { now, requireStaff, type Context } from "@/lib/context";
import { applications, scopeSets } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { regionHosts } from "@/lib/vocabulary";
import { noDraft } from "./discard-draft";
import { lockCurrent } from "./draft-scopes";
import { loadDraft } from "./queries";

/**
 * Publishes the draft that the page showed: it is the current version from now on, and the job that
 * follows asks every connected firm for what it lacks. For staff with role admin.
 *
 * Throws `conflict` when the draft was changed meanwhile, when its day has come, and while an application
 * of the agency's that firms connect with is not proven with its boxes.
 */
export async function publishScopes(
  ctx: Context,
  input: { integrationId: string; draftId: string },
): Promise<void> {
  const { personId } = requireStaff(ctx, "admin");
  const { integrationId, draftId } = input;
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const current = await lockCurrent(tx, integrationId);
    const draft = await loadDraft(tx, integrationId);
    if (draft?.id !== draftId) throw noDraft(integrationId);
    if (draft.dueAt && draft.dueAt <= at) {
      throw new AppError({
        code: "conflict",
        message: `the day of draft ${draftId} has come`,
        human: "The day from which it is needed has come. Choose a later one in the draft.",
      });
    }
    const proofs = await loadDraftProofs(tx, { integrationId, current, draft });
    const open = proofs.filter(({ isProven, hasFirms }) => !isProven && hasFirms);
    if (open.length > 0) {
      const places = open.map(({ region }) => regionHosts[region]).join(", ");
      throw new AppError({
        code: "conflict",
        message: `the draft ${draftId} is not proven at ${places}`,
        human: `Tick the boxes of our application at ${places}, and prove it with a test account first.`,
      });
    }
    const published = await tx
      .update(scopeSets)
      .set({ publishedAt: at, publishedBy: personId })
      .where(and(eq(scopeSets.id, draftId), isNull(scopeSets.publishedAt)))
      .returning({ id: scopeSets.id });
    if (published.length === 0) throw noDraft(integrationId);
    // Nobody connects with it yet: the next firm waits until it is proven with what is needed now.
    const unused = proofs.filter(({ isProven, hasFirms }) => !isProven && !hasFirms);
    for (const { region } of unused) {
      await tx
        .update(applications)
        .set({ verifiedAt: null })
        .where(and(eq(applications.integrationId, integrationId), eq(applications.region, region)));
    }
    await ctx.jobs.send(tx, "campaign", [{ data: { scopeSetId: draftId }, key: draftId }]);
    await recordEvent(tx, ctx, {
      kind: "integration.scopes_published",
      firmId: null,
      data: { integration: integrationId, version: draft.version },
    });
  });
}
