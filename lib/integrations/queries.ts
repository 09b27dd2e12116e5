import { and, asc, desc, eq, inArray, isNotNull } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { integrations, scopes, scopeSets } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import type { Access, Resource } from "@/lib/vocabulary";

/** One permission of a scope set. */
export type ScopeLine = {
  resource: Resource;
  access: Access;
  required: boolean;
  purpose: string;
  impact: string;
};

export type ScopeSetView = { id: string; version: number; note: string; scopes: ScopeLine[] };

/** The current scope set of each integration, in two statements whatever their number. */
export async function loadCurrentScopes(
  db: Queryable,
  integrationIds: string[],
): Promise<Map<string, ScopeSetView>> {
  if (integrationIds.length === 0) return new Map();
  const sets = await db
    .selectDistinctOn([scopeSets.integrationId])
    .from(scopeSets)
    .where(and(inArray(scopeSets.integrationId, integrationIds), isNotNull(scopeSets.publishedAt)))
    .orderBy(scopeSets.integrationId, desc(scopeSets.version));
  const setIds = sets.map((set) => set.id);
  const lines =
    setIds.length === 0
      ? []
      : await db
          .select()
          .from(scopes)
          .where(inArray(scopes.scopeSetId, setIds))
          .orderBy(asc(scopes.position));
  return new Map(
    sets.map((set) => [
      set.integrationId,
      {
        id: set.id,
        version: set.version,
        note: set.note,
        scopes: lines
          .filter((line) => line.scopeSetId === set.id)
          .map(({ resource, access, required, purpose, impact }) => ({
            resource,
            access,
            required,
            purpose,
            impact,
          })),
      },
    ]),
  );
}

/** The current scope set of an integration. Throws `not_found` when it has none. */
export async function loadScopeSet(ctx: Context, integrationId: string): Promise<ScopeSetView> {
  const sets = await ctx.db.query((db) => loadCurrentScopes(db, [integrationId]));
  const set = sets.get(integrationId);
  if (!set) {
    throw new AppError({
      code: "not_found",
      message: `integration ${integrationId} has no scopes`,
    });
  }
  return set;
}

/** Integrations by name, for staff. */
export async function listIntegrations(
  ctx: Context,
): Promise<{ id: string; name: string; summary: string }[]> {
  return ctx.db.query((db) =>
    db
      .select({ id: integrations.id, name: integrations.name, summary: integrations.summary })
      .from(integrations)
      .orderBy(asc(integrations.name)),
  );
}

/** One integration with its current scopes, for staff. Throws `not_found`. */
export async function loadIntegration(
  ctx: Context,
  id: string,
): Promise<{ id: string; name: string; summary: string; scopeSet: ScopeSetView }> {
  const [row] = await ctx.db.query((db) =>
    db.select().from(integrations).where(eq(integrations.id, id)),
  );
  if (!row) throw new AppError({ code: "not_found", message: `no integration ${id}` });
  const { name, summary } = row;
  return { id, name, summary, scopeSet: await loadScopeSet(ctx, id) };
}
