import { z } from "zod";
import { createDraftApplication } from "@/lib/applications/create-draft-application";
import { now, requireStaff, type Context } from "@/lib/context";
import { connections, firmMembers, firms } from "@/lib/db/schema";
import { invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { findOrCreateMember } from "@/lib/identity/find-or-create-member";
import { normaliseEmail } from "@/lib/identity/rules";
import { newId } from "@/lib/ids";
import { listIntegrations } from "@/lib/integrations/queries";
import { regions, routes } from "@/lib/vocabulary";
import { queueInvitation } from "@/lib/identity/queue-invitation";

const name = (missing: string) => z.string().trim().min(1, missing).max(120, "This is too long.");

/** POST /api/staff/firms. */
export const firmInput = z.strictObject({
  name: name("Enter the firm’s name."),
  route: z.enum(routes, { error: "Choose who registers the application." }).default("agency"),
  // An empty choice means that the firm will tell.
  region: z.union([z.enum(regions), z.literal("")]).default(""),
  integration: z.string().min(1, "Choose an integration."),
  contact_name: name("Enter the contact’s name."),
  contact_email: z.string().max(1000),
});
export type FirmInput = z.infer<typeof firmInput>;

/**
 * Creates a firm with its contact, its connection, a draft of its own application unless the agency
 * registers it, and an invitation, all in one transaction; the mail goes out after it. For staff with
 * role operator. Throws `invalid_input` with a message per field.
 */
export async function createFirm(ctx: Context, input: FirmInput): Promise<{ firmId: string }> {
  const { personId } = requireStaff(ctx, "operator");
  const email = normaliseEmail(input.contact_email);
  if (!email)
    throw invalidInput({ contact_email: "Enter one e-mail address, such as ada@firm.com." });
  const listed = await listIntegrations(ctx);
  const integration = listed.find(({ id }) => id === input.integration);
  if (!integration) throw invalidInput({ integration: "Choose an integration." });
  const region = input.region === "" ? null : input.region;
  const firmId = newId("firm");
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const contact = await findOrCreateMember(tx, {
      email,
      name: input.contact_name,
      staffAddresses: ctx.env.STAFF_ADMINS,
      field: "contact_email",
    });
    await tx.insert(firms).values({
      id: firmId,
      name: input.name,
      route: input.route,
      region,
      regionSetBy: region ? "staff" : null,
      integrationId: integration.id,
      mainContactId: contact.id,
      createdBy: personId,
      createdAt: at,
    });
    await tx.insert(firmMembers).values({ firmId, personId: contact.id, addedAt: at });
    await tx.insert(connections).values({ id: newId("connection"), firmId, statusSince: at });
    if (input.route !== "agency") {
      await createDraftApplication(tx, ctx, { firmId, firmName: input.name, region });
    }
    await recordEvent(tx, ctx, { kind: "firm.created", firmId, data: { name: input.name } });
    await queueInvitation(tx, ctx, {
      firm: { id: firmId, integrationName: integration.name },
      person: contact,
      at,
    });
  });
  return { firmId };
}
