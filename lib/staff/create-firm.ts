import { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import { invalidInput } from "@/lib/errors";
import { findOrCreateMember } from "@/lib/identity/find-or-create-member";
import { normaliseEmail } from "@/lib/identity/rules";
import { listIntegrations } from "@/lib/integrations/queries";
import { regions, routes } from "@/lib/vocabulary";
import { insertFirm } from "./insert-firm";

const nameField = (missing: string) =>
  z.string().trim().min(1, missing).max(120, "This is too long.");

/** POST /api/staff/firms. */
export const firmInput = z.strictObject({
  name: nameField("Enter the firm’s name."),
  route: z.enum(routes, { error: "Choose who registers the application." }).default("agency"),
  // An empty choice means that the firm will tell.
  region: z.union([z.enum(regions), z.literal("")]).default(""),
  integration: z.string().min(1, "Choose an integration."),
  contact_name: nameField("Enter the contact’s name."),
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
  const at = await now(ctx);
  const firmId = await ctx.db.transaction(async (tx) => {
    const contact = await findOrCreateMember(tx, {
      email,
      name: input.contact_name,
      staffAddresses: ctx.env.STAFF_ADMINS,
      field: "contact_email",
    });
    const regionSetBy = region ? ("staff" as const) : null;
    const { name, route } = input;
    return insertFirm(tx, ctx, {
      values: { name, route, region, regionSetBy, createdBy: personId },
      integration,
      contact,
      at,
    });
  });
  return { firmId };
}
