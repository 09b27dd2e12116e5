import { loadDraftProofs, type DraftProof } from "@/lib/applications/draft-proofs";
import { requireStaff, type Context } from "@/lib/context";
import type { DraftView, VersionView } from "@/lib/integrations/queries";
import { loadPreview, type Preview } from "./campaign-queries";

export type DraftState = { proofs: DraftProof[]; preview: Preview };

/** What a draft needs before it can be published, and what it would ask of each firm. For staff. */
export async function loadDraftState(
  ctx: Context,
  input: { integrationId: string; current: VersionView; draft: DraftView },
): Promise<DraftState> {
  requireStaff(ctx, "viewer");
  const [proofs, preview] = await Promise.all([
    ctx.db.query((db) => loadDraftProofs(db, input)),
    loadPreview(ctx, input),
  ]);
  return { proofs, preview };
}
