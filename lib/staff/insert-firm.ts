import { createDraftApplication } from "@/lib/applications/create-draft-application";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { connections, firmMembers, firms } from "@/lib/db/schema";
import { recordEvent, type EventData } from "@/lib/events/record-event";
import { queueInvitation } from "@/lib/identity/queue-invitation";
import { newId } from "@/lib/ids";

type FirmValues = Omit<
  typeof firms.$inferInsert,
  "id" | "mainContactId" | "integrationId" | "createdAt" | "region"
> & { region: NonNullable<typeof firms.$inferInsert.region> | null };

/**
 * Writes a new firm with its people, its connection, a draft of its own application unless the agency
 * registers it, and an invitation to its main contact unless told otherwise, in the caller's
 * transaction. Returns its id.
 */
export async function insertFirm(
  tx: Queryable,
  ctx: Context,
  input: {
    values: FirmValues;
    integration: { id: string; name: string };
    contact: { id: string; name: string; email: string };
    /** Members besides the main contact. */
    otherIds?: string[];
    told?: EventData;
    isInvited?: boolean;
    at: Date;
  },
): Promise<string> {
  const { values, integration, contact, otherIds = [], told, isInvited = true, at } = input;
  const { name, route, region } = values;
  const firmId = newId("firm");
  await tx.insert(firms).values({
    ...values,
    id: firmId,
    integrationId: integration.id,
    mainContactId: contact.id,
    createdAt: at,
  });
  const memberIds = new Set([contact.id, ...otherIds]);
  await tx
    .insert(firmMembers)
    .values([...memberIds].map((personId) => ({ firmId, personId, addedAt: at })));
  await tx.insert(connections).values({ id: newId("connection"), firmId, statusSince: at });
  if (route !== "agency") await createDraftApplication(tx, ctx, { firmId, firmName: name, region });
  await recordEvent(tx, ctx, { kind: "firm.created", firmId, data: { name, ...told } });
  if (isInvited) {
    const firm = { id: firmId, integrationName: integration.name };
    await queueInvitation(tx, ctx, { firm, person: contact, at });
  }
  return firmId;
}
