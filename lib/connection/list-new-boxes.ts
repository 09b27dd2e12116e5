import { and, eq, isNotNull } from "drizzle-orm";
import { requireCurrentApplication } from "@/lib/applications/queries";
import { requireAccessToFirm, type Context } from "@/lib/context";
import { grants } from "@/lib/db/schema";
import { additionOf } from "@/lib/integrations/rules";
import type { Resource } from "@/lib/vocabulary";
import { loadFacts } from "./load-facts";
import { isToAllow } from "./rules";

/**
 * Boxes that are to be ticked in a firm's own application because they were added since: to what its
 * connection has settled, or, where nothing is connected, to what was known when it was registered or
 * connected last. Empty on the agency's route.
 */
export async function listNewBoxes(ctx: Context, firmId: string): Promise<Set<Resource>> {
  requireAccessToFirm(ctx, firmId);
  return ctx.db.query(async (db) => {
    const [loaded] = await loadFacts(db, [firmId]);
    if (!loaded || loaded.firm.route === "agency") return new Set<Resource>();
    const { active, scopes, versions } = loaded;
    if (active && !active.endedAt) {
      const waiting = scopes.filter((scope) => isToAllow(scope, active.createdAt));
      return new Set(waiting.map(({ resource }) => resource));
    }
    const { id, registeredAt, keysStoredAt } = await requireCurrentApplication(db, firmId);
    const savedAt = keysStoredAt ?? registeredAt;
    if (!savedAt) return new Set<Resource>();
    const used = await db
      .selectDistinct({ scopeSetId: grants.scopeSetId })
      .from(grants)
      .where(and(eq(grants.applicationId, id), isNotNull(grants.activatedAt)));
    const known = versions.filter(
      (one) => one.publishedAt <= savedAt || used.some(({ scopeSetId }) => scopeSetId === one.id),
    );
    const baseline = Math.max(0, ...known.map(({ version }) => version));
    const added = scopes.filter((line) => additionOf(line, versions, baseline) !== null);
    return new Set(added.map(({ resource }) => resource));
  });
}
