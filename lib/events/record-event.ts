import { sql, type SQL } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { events } from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import type { EventKind } from "@/lib/vocabulary";
import { firmKeyOf, sealPersonal } from "./firm-key";
import { isToldEvent, type ToldEvent } from "./message-rules";
import { SEALED_FIELD, splitPersonal, type EventData } from "./personal-data";
import { queueMessages } from "./queue-messages";

type EventRow = typeof events.$inferInsert;

type EventInput = { kind: EventKind; firmId: string | null; data: EventData };

/**
 * Writes one line of the history in the caller's transaction, with who acts: when it cannot be
 * written, the change that it tells of fails with it. What is personal in a firm's line is sealed with
 * the firm's key (`personal-data.ts`). What integration services are told of is queued for them here, so
 * that no event can be forgotten.
 */
export async function recordEvent(tx: Queryable, ctx: Context, input: EventInput): Promise<void> {
  const { kind, firmId, data } = input;
  const id = newId("event");
  await tx
    .insert(events)
    .values({ id, firmId, kind, ...signatureOf(ctx), data: await dataOf(tx, ctx, id, input) });
  if (firmId !== null && isToldEvent(kind)) {
    await queueMessages(tx, ctx, { kind, firmId, data });
  }
}

/**
 * A change of one statement and the line that tells of it, in that one statement: the line is written when
 * `change`, which returns what it has changed, changed something. Returns whether it did. For lines that
 * hold nothing personal and that no integration service is told of.
 */
export async function recordChange(
  db: Queryable,
  ctx: Context,
  input: EventInput & { kind: Exclude<EventKind, ToldEvent> },
  change: SQL,
): Promise<boolean> {
  const { data, firmId, kind } = input;
  if (Object.keys(splitPersonal(kind, data).personal).length > 0) {
    throw new Error(`something personal is in a line that is not sealed: ${kind}`);
  }
  const { actorId, actorKind, requestId, viaCopiedLink } = signatureOf(ctx);
  const written = await db.execute(sql`with change as ${change}
    insert into "events"
      (id, firm_id, kind, actor_kind, actor_id, via_copied_link, request_id, data)
    select ${newId("event")}, ${firmId}, ${kind}, ${actorKind}, ${actorId}, ${viaCopiedLink},
      ${requestId}, ${JSON.stringify(data)}::jsonb from change limit 1
    returning id`);
  return written.length > 0;
}

type Signature = Pick<EventRow, "actorKind" | "actorId" | "viaCopiedLink" | "requestId">;

/** Who acts, and in which request. */
function signatureOf({ actor, requestId }: Context): Signature {
  const line = { viaCopiedLink: null, requestId };
  if (actor.kind === "system") return { ...line, actorKind: "system", actorId: actor.name };
  if (actor.kind === "token_client") {
    return { ...line, actorKind: "token_client", actorId: actor.clientId };
  }
  const viaCopiedLink = actor.kind === "firm" ? actor.copiedLinkId : null;
  return { ...line, actorKind: "person", actorId: actor.personId, viaCopiedLink };
}

async function dataOf(
  tx: Queryable,
  ctx: Context,
  id: string,
  { kind, firmId, data }: EventInput,
): Promise<EventData> {
  if (firmId === null) return data;
  const { open, personal } = splitPersonal(kind, data);
  if (Object.keys(personal).length === 0) return data;
  const key = await firmKeyOf(tx, ctx, firmId);
  // Nothing personal is written of a firm that was erased.
  if (!key) return open;
  return { ...open, [SEALED_FIELD]: sealPersonal(key, { id, firmId }, personal) };
}

export type { EventData };
