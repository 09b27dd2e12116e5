import { and, asc, desc, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { integrations, scopes, scopeSets } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import type { PublishedVersion, ScopeLine } from "./rules";

/** A published version with its row's id and its word to firms. */
export type VersionView = PublishedVersion & { id: string; note: string };

/** Every published version of each integration, the newest first, in two statements whatever their number. */
export async function loadVersions(
  db: Queryable,
  integrationIds: string[],
): Promise<Map<string, [VersionView, ...VersionView[]]>> {
  if (integrationIds.length === 0) return new Map();
  const sets = await db
    .select()
    .from(scopeSets)
    .where(and(inArray(scopeSets.integrationId, integrationIds), isNotNull(scopeSets.publishedAt)))
    .orderBy(desc(scopeSets.version));
  const lines = await loadLines(
    db,
    sets.map((set) => set.id),
  );
  const versions = new Map<string, [VersionView, ...VersionView[]]>();
  for (const { id, integrationId, version, note, publishedAt, dueAt, createdAt } of sets) {
    const view = {
      id,
      version,
      note,
      publishedAt: publishedAt ?? createdAt,
      dueAt,
      scopes: lines.get(id) ?? [],
    };
    const newer = versions.get(integrationId);
    if (newer) newer.push(view);
    else versions.set(integrationId, [view]);
  }
  return versions;
}

/** The lines of scope sets, in their order. */
export async function loadLines(
  db: Queryable,
  setIds: string[],
): Promise<Map<string, ScopeLine[]>> {
  if (setIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(scopes)
    .where(inArray(scopes.scopeSetId, setIds))
    .orderBy(asc(scopes.position));
  const lines = new Map<string, ScopeLine[]>(setIds.map((id) => [id, []]));
  for (const { scopeSetId, resource, access, required, purpose, impact } of rows) {
    lines.get(scopeSetId)?.push({ resource, access, required, purpose, impact });
  }
  return lines;
}

/** The current version of each integration, in two statements whatever their number. */
export async function loadCurrentScopes(
  db: Queryable,
  integrationIds: string[],
): Promise<Map<string, VersionView>> {
  const versions = await loadVersions(db, integrationIds);
  return new Map([...versions].map(([id, [current]]) => [id, current]));
}

/** The current scope set of an integration. Throws `not_found` when it has none. */
export async function loadScopeSet(ctx: Context, integrationId: string): Promise<VersionView> {
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

/** A version that is not published: it may be changed and given up. */
export type DraftView = Omit<VersionView, "publishedAt">;

/** The draft of an integration's next version; null when there is none. */
export async function loadDraft(db: Queryable, integrationId: string): Promise<DraftView | null> {
  const [set] = await db
    .select()
    .from(scopeSets)
    .where(and(eq(scopeSets.integrationId, integrationId), isNull(scopeSets.publishedAt)));
  if (!set) return null;
  const { id, version, note, dueAt } = set;
  return { id, version, note, dueAt, scopes: (await loadLines(db, [id])).get(id) ?? [] };
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

export type IntegrationView = {
  id: string;
  name: string;
  summary: string;
  /** The newest first; it is the current one. */
  versions: [VersionView, ...VersionView[]];
  draft: DraftView | null;
};

/** One integration with its versions and its draft, for staff. Throws `not_found`. */
export async function loadIntegration(ctx: Context, id: string): Promise<IntegrationView> {
  requireStaff(ctx, "viewer");
  return ctx.db.query(async (db) => {
    const [row] = await db.select().from(integrations).where(eq(integrations.id, id));
    const versions = (await loadVersions(db, [id])).get(id);
    if (!row || !versions)
      throw new AppError({ code: "not_found", message: `no integration ${id}` });
    const { name, summary } = row;
    return { id, name, summary, versions, draft: await loadDraft(db, id) };
  });
}
