import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { events } from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import type { EventKind } from "@/lib/vocabulary";

/** Facts for the timeline: never a secret, never a whole client ID, never a provider's text. */
export type EventData = Record<string, string | number | boolean | null>;

/**
 * Writes one line of the history in the caller's transaction, with who acts: when it cannot be
 * written, the change that it tells of fails with it.
 */
export async function recordEvent(
  tx: Queryable,
  ctx: Context,
  input: { kind: EventKind; firmId: string | null; data: EventData },
): Promise<void> {
  const { actor } = ctx;
  const isPerson = actor.kind !== "system";
  await tx.insert(events).values({
    id: newId("event"),
    firmId: input.firmId,
    kind: input.kind,
    actorKind: isPerson ? "person" : "system",
    actorId: isPerson ? actor.personId : actor.name,
    viaCopiedLink: actor.kind === "firm" ? actor.copiedLinkId : null,
    requestId: ctx.requestId,
    data: input.data,
  });
}
