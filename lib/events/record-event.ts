import type { Actor, Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { events } from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import type { EventKind } from "@/lib/vocabulary";
import { firmKeyOf, sealPersonal } from "./firm-key";
import { isToldEvent } from "./message-rules";
import { SEALED_FIELD, splitPersonal, type EventData } from "./personal-data";
import { queueMessages } from "./queue-messages";

type EventRow = typeof events.$inferInsert;

/**
 * Writes one line of the history in the caller's transaction, with who acts: when it cannot be
 * written, the change that it tells of fails with it. What is personal in a firm's line is sealed with
 * the firm's key (`personal-data.ts`). What integration services are told of is queued for them here, so
 * that no event can be forgotten.
 */
export async function recordEvent(
  tx: Queryable,
  ctx: Context,
  input: { kind: EventKind; firmId: string | null; data: EventData },
): Promise<void> {
  const { actor } = ctx;
  const { kind, firmId } = input;
  const id = newId("event");
  await tx.insert(events).values({
    id,
    firmId,
    kind,
    ...signatureOf(actor),
    viaCopiedLink: actor.kind === "firm" ? actor.copiedLinkId : null,
    requestId: ctx.requestId,
    data: await dataOf(tx, ctx, id, input),
  });
  if (firmId !== null && isToldEvent(kind)) {
    await queueMessages(tx, ctx, { kind, firmId, data: input.data });
  }
}

function signatureOf(actor: Actor): Pick<EventRow, "actorKind" | "actorId"> {
  if (actor.kind === "system") return { actorKind: "system", actorId: actor.name };
  if (actor.kind === "token_client") {
    return { actorKind: "token_client", actorId: actor.clientId };
  }
  return { actorKind: "person", actorId: actor.personId };
}

async function dataOf(
  tx: Queryable,
  ctx: Context,
  id: string,
  { kind, firmId, data }: { kind: EventKind; firmId: string | null; data: EventData },
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
