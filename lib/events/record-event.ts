import type { Actor, Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { events } from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import type { EventKind } from "@/lib/vocabulary";
import { firmKeyOf, sealPersonal } from "./firm-key";
import { SEALED_FIELD, splitPersonal, type EventData } from "./personal-data";

type EventRow = typeof events.$inferInsert;

/**
 * Writes one line of the history in the caller's transaction, with who acts: when it cannot be
 * written, the change that it tells of fails with it. What is personal in a firm's line is sealed with
 * the firm's key (`personal-data.ts`).
 */
export async function recordEvent(
  tx: Queryable,
  ctx: Context,
  input: { kind: EventKind; firmId: string | null; data: EventData },
): Promise<void> {
  const { actor } = ctx;
  const id = newId("event");
  await tx.insert(events).values({
    id,
    firmId: input.firmId,
    kind: input.kind,
    ...signatureOf(actor),
    viaCopiedLink: actor.kind === "firm" ? actor.copiedLinkId : null,
    requestId: ctx.requestId,
    data: await dataOf(tx, ctx, id, input),
  });
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
