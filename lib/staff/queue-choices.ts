import { asc, eq, isNull, or, sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { people, savedViews } from "@/lib/db/schema";
import { listIntegrations } from "@/lib/integrations/queries";

const MOST_TAGS = 100;

export type QueueChoices = {
  integrations: { id: string; name: string }[];
  staff: { id: string; name: string }[];
  tags: string[];
  views: { id: string; name: string; query: string; isForAll: boolean; mayDelete: boolean }[];
};

/** What the queue can be filtered by, and the views that the person may open. For staff. */
export async function loadQueueChoices(ctx: Context): Promise<QueueChoices> {
  const { personId } = requireStaff(ctx, "viewer");
  const role = ctx.actor.kind === "staff" ? ctx.actor.role : "viewer";
  const [integrations, staff, tags, views] = await Promise.all([
    listIntegrations(ctx),
    ctx.db.query((db) =>
      db
        .select({ id: people.id, name: people.name })
        .from(people)
        .where(eq(people.kind, "staff"))
        .orderBy(asc(people.name)),
    ),
    ctx.db.query((db) =>
      // From one set of tags to the next in their index: there are few sets, however many firms.
      db.execute<{ tag: string }>(sql`
        with recursive sets as (
          (select tags from queue_rows where tags <> '{}' order by tags limit 1)
          union all
          select (select later.tags from queue_rows as later
            where later.tags <> '{}' and later.tags > sets.tags order by later.tags limit 1)
          from sets where sets.tags is not null)
        select distinct unnest(tags) as tag from sets order by tag limit ${MOST_TAGS}`),
    ),
    ctx.db.query((db) =>
      db
        .select()
        .from(savedViews)
        .where(or(isNull(savedViews.personId), eq(savedViews.personId, personId)))
        .orderBy(asc(savedViews.name)),
    ),
  ]);
  return {
    integrations: integrations.map(({ id, name }) => ({ id, name })),
    staff,
    tags: [...tags].map(({ tag }) => tag),
    views: views.map(({ id, name, query, personId: ownerId, createdBy }) => ({
      id,
      name,
      query,
      isForAll: ownerId === null,
      mayDelete:
        role !== "viewer" && (ownerId !== null || role === "admin" || createdBy === personId),
    })),
  };
}
