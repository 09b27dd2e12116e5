import { and, eq, isNull, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { reauthorizations } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { loadFacts, newPermissionsOf } from "./load-facts";

/**
 * Somebody of the firm declined at Clio while a re-authorization is open: the grant that it has stays,
 * and the firm is not asked again but once, on the version's day.
 */
export async function noteDeclined(
  tx: Queryable,
  ctx: Context,
  { firmId, at }: { firmId: string; at: Date },
): Promise<void> {
  const [loaded] = await loadFacts(tx, [firmId]);
  if (!loaded) return;
  const asked = newPermissionsOf(loaded, at);
  const declined = await tx
    .update(reauthorizations)
    .set({
      declinedAt: sql`coalesce(${reauthorizations.declinedAt}, ${at.toISOString()})`,
      nextMailAt: asked && !asked.isDue ? asked.dueAt : null,
    })
    .where(and(eq(reauthorizations.firmId, firmId), isNull(reauthorizations.doneAt)))
    .returning({ scopeSetId: reauthorizations.scopeSetId });
  for (const { scopeSetId } of declined) {
    const data = { scopeSet: scopeSetId };
    await recordEvent(tx, ctx, { kind: "reauthorization.declined", firmId, data });
  }
}
