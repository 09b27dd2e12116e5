import { and, desc, eq, lt } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { requireAccessToFirm, type Context } from "@/lib/context";
import { events, links, people } from "@/lib/db/schema";
import type { EventKind } from "@/lib/vocabulary";
import type { EventData } from "./record-event";

/** One line of a timeline. */
export type EventView = {
  id: string;
  seq: number;
  kind: EventKind;
  at: Date;
  /** A person's name, or what of the portal acted. */
  actorName: string;
  /** Who of staff copied the link through which the actor's session came (H-8). */
  copiedByName: string | null;
  data: EventData;
};

const MAX_LINES = 200;
const copiers = alias(people, "copiers");

/** A firm's history, newest first; `before` is the `seq` of the last line of the page before. */
export async function listEvents(
  ctx: Context,
  input: { firmId: string; limit: number; before?: number },
): Promise<EventView[]> {
  requireAccessToFirm(ctx, input.firmId);
  const rows = await ctx.db.query((db) =>
    db
      .select({ event: events, name: people.name, copiedByName: copiers.name })
      .from(events)
      .leftJoin(people, eq(people.id, events.actorId))
      .leftJoin(links, eq(links.id, events.viaCopiedLink))
      .leftJoin(copiers, eq(copiers.id, links.createdBy))
      .where(
        and(
          eq(events.firmId, input.firmId),
          input.before ? lt(events.seq, input.before) : undefined,
        ),
      )
      .orderBy(desc(events.seq))
      .limit(Math.min(input.limit, MAX_LINES)),
  );
  return rows.map(({ event, name, copiedByName }) => ({
    id: event.id,
    seq: event.seq,
    kind: event.kind,
    at: event.at,
    actorName: name ?? "The portal",
    copiedByName,
    data: event.data,
  }));
}
